/** Whether what stands in a field may be had, kept in step with the field. */

import { ask } from "../api";
import { t } from "../i18n/i18n.svelte";
import { ApiProblem } from "../problem";
import { Availability, type Standing } from "./availability";
import { tidyUsername, wrongEmail, wrongUsername, type Wrong } from "./rules";

type What = "email" | "username";

const rules: Record<What, (typed: string) => Wrong | null> = { email: wrongEmail, username: wrongUsername };

/** Asks the API about the values of a field, as `typed` tells them. */
export class Asked {
  standing = $state.raw<Standing>({ is: "quiet" });
  readonly #availability: Availability;

  constructor(
    private readonly what: What,
    /** What is one's own is not asked about. */
    private readonly own = () => "",
  ) {
    this.#availability = new Availability(
      (typed, signal) => this.#ask(typed, signal),
      (standing) => (this.standing = standing),
    );
  }

  /** Tells in words what is wrong with a value; for the `judge` of the field. */
  judge(typed: string): string | undefined {
    const wrong = rules[this.what](typed);
    if (wrong) return t(`account.wrong-${wrong.code}`, wrong.values);
    if (this.standing.is === "taken") return this.what === "email" ? t("account.email-taken") : t("account.username-taken");
    return this.standing.is === "refused" ? this.standing.detail : undefined;
  }

  /** The field has a new value: asks about it unless it is wrong anyway. */
  typed(value: string): void {
    const isOwn = tidyUsername(value) === this.own();
    this.#availability.typed(isOwn || rules[this.what](value) ? null : value);
  }

  /** Takes in that a value was taken when it was sent. */
  wasTaken(value: string): void {
    this.#availability.learn(value, { is: "taken" });
    this.#availability.typed(value);
  }

  stop(): void {
    this.#availability.stop();
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
