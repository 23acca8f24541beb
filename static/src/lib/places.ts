/** So many at a time; the others wait for their turn. */
export class Places {
  private waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Do a piece of work as soon as there is a place for it. */
  async take<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      signal?.throwIfAborted();
      return await work();
    } finally {
      this.leave();
    }
  }

  /** The place goes to the next in line. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free += 1;
  }
}
