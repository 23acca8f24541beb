/** A picture that somebody chooses: shown at once, while it is on its way to the store. */

import { type Published, upload, type Purpose } from "./uploads";

interface Hopes {
  readonly purpose: Purpose;
  readonly onpublished: (picture: Published) => void;
  /** How many are on their way: one or none. */
  readonly ontravel: (count: number) => void;
}

export class TravellingPicture {
  /** The address of what was chosen, before anybody has taken it. */
  local = $state<string>();
  /** How far it is, from 0 to 1; undefined when none is on its way. */
  fraction = $state<number>();
  failure = $state<string>();
  #travelling: AbortController | undefined;

  constructor(private readonly hopes: Hopes) {}

  /** Send a picture; one that is still on its way is given up for it. */
  async take(file: File | undefined): Promise<void> {
    if (!file) return;
    this.stop();
    const { signal } = (this.#travelling = new AbortController());
    this.failure = undefined;
    this.local = URL.createObjectURL(file);
    this.fraction = 0;
    this.hopes.ontravel(1);
    try {
      const onProgress = (part: number) => (this.fraction = part);
      this.hopes.onpublished(await upload(file, this.hopes.purpose, { signal, onProgress }));
      this.stop();
    } catch (problem) {
      if (signal.aborted) return;
      this.failure = problem instanceof Error ? problem.message : String(problem);
      this.stop();
    }
  }

  /** Give up what is on its way. */
  stop(): void {
    this.#travelling?.abort();
    this.#travelling = undefined;
    if (this.local) URL.revokeObjectURL(this.local);
    this.local = undefined;
    if (this.fraction !== undefined) this.hopes.ontravel(0);
    this.fraction = undefined;
  }

  /** Give up what is on its way, and say no more of what went wrong. */
  forget(): void {
    this.stop();
    this.failure = undefined;
  }
}
