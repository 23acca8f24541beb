/** Asks, while one types, whether an e-mail address or a username is still to be had. */

/** `refused` carries the server's sentence; `unknown` says that it could not be asked and blocks nothing. */
export type Standing =
  | { is: "quiet" | "asking" | "free" | "taken" | "unknown" }
  | { is: "refused"; detail: string };

export type Ask = (typed: string, signal: AbortSignal) => Promise<Standing>;

export const PAUSE = 400;
const QUIET: Standing = { is: "quiet" };

/**
 * One question is in flight at most, and only for what was typed last; what was answered once is not asked
 * again, because the server allows few questions a minute.
 */
export class Availability {
  private readonly answered = new Map<string, Standing>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | undefined;

  constructor(
    private readonly ask: Ask,
    private readonly tell: (standing: Standing) => void,
    private readonly pause = PAUSE,
  ) {}

  /** Ask about a value when typing pauses; `null` when there is nothing worth asking. */
  typed(value: string | null): void {
    this.stop();
    const known = value === null ? QUIET : this.answered.get(value);
    this.tell(known ?? { is: "asking" });
    if (value !== null && !known) this.timer = setTimeout(() => void this.put(value), this.pause);
  }

  /** Ask nothing more. */
  stop(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = undefined;
  }

  /** Remember what a reply to something else told. */
  learn(value: string, standing: Standing): void {
    this.answered.set(value, standing);
  }

  private async put(value: string): Promise<void> {
    const asking = (this.asking = new AbortController());
    const standing = await this.ask(value, asking.signal).catch((): Standing => ({ is: "unknown" }));
    if (asking.signal.aborted) return;
    if (standing.is !== "unknown") this.answered.set(value, standing);
    this.tell(standing);
  }
}
