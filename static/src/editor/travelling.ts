import type { Upload } from "./actions";

/** A picture on its way into the store; it tells whoever listens how far it is. */
export class Travelling {
  fraction = 0;
  failure: string | undefined;
  private abortion = new AbortController();
  private listener: (() => void) | undefined;

  constructor(
    readonly file: File,
    private readonly upload: Upload,
    private readonly onArrived: (picture: Travelling, url: string) => void,
  ) {}

  get name(): string {
    return this.file.name.normalize("NFC");
  }

  /** Set out, or set out again after a failure. */
  async start(): Promise<void> {
    this.abortion = new AbortController();
    const { signal } = this.abortion;
    this.tell(0, undefined);
    try {
      const url = await this.upload(this.file, { signal, onProgress: (fraction) => this.tell(fraction, undefined) });
      if (!signal.aborted) this.onArrived(this, url);
    } catch (problem) {
      if (!signal.aborted) this.tell(0, problem instanceof Error ? problem.message : String(problem));
    }
  }

  stop(): void {
    this.abortion.abort();
  }

  /** Call whenever something changed, and once at the beginning; one listener at a time. */
  listen(listener: (() => void) | undefined): void {
    this.listener = listener;
    listener?.();
  }

  private tell(fraction: number, failure: string | undefined): void {
    this.fraction = fraction;
    this.failure = failure;
    this.listener?.();
  }
}
