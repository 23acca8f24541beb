const SHORTEST_PAUSE = 400;
const LONGEST_WAIT = 1_200;
const BETWEEN = 600;

/**
 * Asks for the preview of a text that keeps changing: soon after the writer pauses, now and then while they
 * don't, and never twice at the same time. Whatever comes back belongs to the newest text asked for.
 */
export class Previewing {
  private wanted: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waitingSince = 0;
  private askedAt = 0;
  private isAsking = false;

  constructor(
    /** Renders and shows; answers with the milliseconds to wait when it was asked too often. */
    private readonly show: (text: string) => Promise<number | undefined>,
  ) {}

  /** The text is now this. */
  change(text: string): void {
    if (this.wanted === undefined) this.waitingSince = Date.now();
    this.wanted = text;
    this.wait();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.wanted = undefined;
  }

  private wait(atLeast = 0): void {
    if (this.isAsking) return;
    clearTimeout(this.timer);
    const now = Date.now();
    const pause = Math.min(SHORTEST_PAUSE, this.waitingSince + LONGEST_WAIT - now);
    this.timer = setTimeout(() => void this.ask(), Math.max(0, atLeast, pause, this.askedAt + BETWEEN - now));
  }

  private async ask(): Promise<void> {
    const text = this.wanted;
    if (text === undefined) return;
    this.wanted = undefined;
    this.askedAt = Date.now();
    this.isAsking = true;
    const pause = await this.show(text).finally(() => (this.isAsking = false));
    if (pause !== undefined) this.wanted ??= text;
    if (this.wanted !== undefined) this.wait(pause);
  }
}
