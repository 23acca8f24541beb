/** Forms: what is typed into their fields, what is wrong with it, and what the server said of it. */

import { tick } from "svelte";

import { afterPress } from "./press";
import { ApiProblem } from "./problem";
import { said } from "./said";
import { same } from "./same";

/** Tells in words what is wrong with a value, if anything. */
export type Judge<Value> = (value: Value) => string | undefined;

/** One field. What is wrong is told once the field was left or the form was sent, then at every change. */
export class FormField<Value = string> {
  value: Value = $state() as Value;
  /** While a syllable is being composed nothing is told: it is half of what is meant. */
  isComposing = $state(false);
  #kept = $state.raw() as Value;
  #sent: Value;
  #insisted = $state(false);
  #refused = $state.raw<{ value: Value; detail: string }>();

  constructor(
    start: Value,
    private readonly judge: Judge<Value> = () => undefined,
  ) {
    this.value = start;
    this.#kept = start;
    this.#sent = start;
  }

  /** What the server keeps, as far as is known here. */
  get kept(): Value {
    return this.#kept;
  }

  /** What the server was sent last. */
  get sent(): Value {
    return this.#sent;
  }

  get isChanged(): boolean {
    return !same(this.value, this.#kept);
  }

  /** What is wrong, told or not: the server's word stands until the value changes. */
  get wrong(): string | undefined {
    return this.#refused?.value === this.value ? this.#refused?.detail : this.judge(this.value);
  }

  /** What is to be told. */
  get error(): string | undefined {
    return this.#insisted && !this.isComposing ? this.wrong : undefined;
  }

  /** The field was left: from now on it is told what is wrong, unless nothing was typed. */
  leave(): void {
    if ((this.value as unknown) !== "") afterPress(() => this.insist());
  }

  insist(): void {
    this.#insisted = true;
  }

  /** The server refused this value. */
  refuse(detail: string): void {
    this.#refused = { value: this.value, detail };
    this.#insisted = true;
  }

  /** What stands here now is on its way to the server. */
  mark(): void {
    this.#sent = $state.snapshot(this.value) as Value;
  }

  /** Takes in what the server keeps of what was sent; what was typed since then stays. */
  keep(kept: Value): void {
    if (same(this.value, this.#sent)) this.reset(kept);
    else this.#kept = kept;
  }

  /** Begins anew with a value. */
  reset(value: Value): void {
    this.value = value;
    this.#kept = value;
    this.#sent = value;
    this.#insisted = false;
    this.#refused = undefined;
  }
}

type Fields = Record<string, Pick<FormField, "wrong" | "isChanged" | "insist" | "mark" | "refuse">>;

/** Some fields that are sent together; their names are the paths that the server blames. */
export class Form {
  isBusy = $state(false);
  /** What went wrong and belongs to no field. */
  problem = $state<string>();

  constructor(private readonly fields: Fields) {}

  /** Whether something stands in the fields that the server doesn't keep. */
  get isChanged(): boolean {
    return Object.values(this.fields).some((field) => field.isChanged);
  }

  /** Answers the `submit` of a form: sends, or leads to the first field that is wrong. */
  async submit(event: SubmitEvent, deliver: () => Promise<void>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (await this.send(deliver)) return;
    await tick();
    form.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
  }

  /** Sends unless something is wrong or it is being sent already; tells whether it went well. */
  async send(deliver: () => Promise<void>): Promise<boolean> {
    for (const field of Object.values(this.fields)) field.insist();
    if (this.isBusy || Object.values(this.fields).some((field) => field.wrong)) return false;
    this.isBusy = true;
    this.problem = undefined;
    for (const field of Object.values(this.fields)) field.mark();
    try {
      await deliver();
      return true;
    } catch (error) {
      this.#blame(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  #blame(error: unknown): void {
    const blamed = error instanceof ApiProblem ? Object.entries(error.fields) : [];
    const strangers = blamed.filter(([path, detail]) => !this.#refuse(path, detail));
    if (!blamed.length || strangers.length) this.problem = strangers[0]?.[1] ?? said(error);
  }

  #refuse(path: string, detail: string): boolean {
    const name = Object.keys(this.fields).find((each) => path === each || path.startsWith(`${each}.`));
    if (name !== undefined) this.fields[name]?.refuse(detail);
    return name !== undefined;
  }
}
