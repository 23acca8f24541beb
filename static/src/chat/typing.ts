const TOLD_AGAIN_AFTER = 2000;
const HOLDS_FOR = 5000;

/** When to tell the partner that one is typing: at most every two seconds. */
export class TypingPace {
  private toldAt = -Infinity;

  /** Tell whether it is time, and take it as told. */
  isDue(now: number): boolean {
    if (now - this.toldAt < TOLD_AGAIN_AFTER) return false;
    this.toldAt = now;
    return true;
  }

  /** Start afresh: what was typed has been sent. */
  reset(): void {
    this.toldAt = -Infinity;
  }
}

/** How many milliseconds a partner's typing still holds. */
export function typingLeft(heardAt: number, now: number): number {
  return Math.max(0, heardAt + HOLDS_FOR - now);
}
