/** A field whose value only one account may have: whether it is free is asked while one types. */

import { ask } from "../api";
import { FormField, type Judge } from "../form.svelte";
import { t } from "../i18n/i18n.svelte";
import { ApiProblem } from "../problem";
import { Availability, type Standing } from "./availability";
import { judgeEmail, judgeUsername } from "./judges";
import { tidyUsername } from "./rules";

type What = "email" | "username";

const judges: Record<What, Judge<string>> = { email: judgeEmail, username: judgeUsername };

/** It lives as long as the component that makes it. */
export class Asked {
  readonly field: FormField;
  #standing = $state.raw<Standing>({ is: "quiet" });
  readonly #availability = new Availability(
    (typed, signal) => this.#ask(typed, signal),
    (standing) => this.#stand(standing),
  );

  /** With a start, that is one's own and not asked about. */
  constructor(
    private readonly what: What,
    start = "",
  ) {
    this.field = new FormField(start, (typed) => this.#judge(typed));
    $effect(() => this.#typed(this.field.value));
    $effect(() => () => this.#availability.stop());
  }

  get isOwn(): boolean {
    return tidyUsername(this.field.value) === this.field.kept;
  }

  get isAsking(): boolean {
    return this.#standing.is === "asking";
  }

  get isFree(): boolean {
    return this.#standing.is === "free" && !this.field.wrong;
  }

  get isTaken(): boolean {
    return this.#standing.is === "taken";
  }

  /** Takes in why sending failed: what was taken by then is known to be. */
  hear(error: unknown): void {
    if (!(error instanceof ApiProblem && error.kind === "conflict" && error.fields[this.what])) return;
    this.#availability.learn(this.field.sent, { is: "taken" });
    this.#availability.typed(this.field.value);
  }

  #judge(typed: string): string | undefined {
    const wrong = judges[this.what](typed);
    if (wrong) return wrong;
    if (this.isTaken) return this.what === "email" ? t("account.email-taken") : t("account.username-taken");
    return this.#standing.is === "refused" ? this.#standing.detail : undefined;
  }

  /** Asks about a new value unless it is wrong anyway. */
  #typed(value: string): void {
    this.#availability.typed(this.isOwn || judges[this.what](value) ? null : value);
  }

  /** What was answered is told at once: nothing that is typed next makes it right. */
  #stand(standing: Standing): void {
    this.#standing = standing;
    if (standing.is === "taken" || standing.is === "refused") this.field.insist();
  }

  async #ask(typed: string, signal: AbortSignal): Promise<Standing> {
    try {
      const { available } = await ask("post", "/users/availability", { body: { [this.what]: typed }, signal });
      return { is: available ? "free" : "taken" };
    } catch (error) {
      const detail = error instanceof ApiProblem ? error.fields[this.what] : undefined;
      return detail ? { is: "refused", detail } : { is: "unknown" };
    }
  }
}
