/** How long to wait before trying again what failed. */

const SHORTEST = 200;
const LONGEST = 10_000;

/** Give a pause in milliseconds: doubled after each failure, and left to chance (from 0 to 1) by half. */
export function pauseAfter(failures: number, chance: number): number {
  return Math.min(LONGEST, SHORTEST * 2 ** failures) * (0.5 + chance / 2);
}
