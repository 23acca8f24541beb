/** What was asked and told already, and what is worth asking again. */

import type { Problem } from "./frames";

/** How long to wait with what was refused and may succeed later. */
export const AGAIN_MILLISECONDS = 1_000;
const PASSING = new Set([429, 500, 503]);

/** Tell whether what was refused may succeed later. */
export function isPassing({ status }: Problem): boolean {
  return PASSING.has(status);
}

/** Keeps the same thing from being asked twice at a time. */
export class Underway {
  private readonly keys = new Set<string>();

  /** Begin with something; tells whether it was not under way. */
  begin(key: string): boolean {
    if (this.keys.has(key)) return false;
    this.keys.add(key);
    return true;
  }

  end(key: string): void {
    this.keys.delete(key);
  }

  clear(): void {
    this.keys.clear();
  }
}

/** Up to where the rooms were read on this page; what the server has not heard is told again. */
export class Reads {
  private readonly seqs = new Map<string, number>();

  /** Go on to a message; tells whether that is news. */
  advance(roomId: string, seq: number): boolean {
    if (seq <= this.upTo(roomId)) return false;
    this.seqs.set(roomId, seq);
    return true;
  }

  upTo(roomId: string): number {
    return this.seqs.get(roomId) ?? 0;
  }
}
