/** How long to wait before connecting again, and after which ends. */

const SHORTEST = 200;
const LONGEST = 10_000;

export const SESSION_ENDED = 4401;
const TOO_FAST = 1008;
const STEPS_WHEN_TOO_FAST = 4;

/** Give a pause in milliseconds: doubled after each failure, and left to chance (from 0 to 1) by half. */
export function pauseAfter(failures: number, chance: number): number {
  return Math.min(LONGEST, SHORTEST * 2 ** failures) * (0.5 + chance / 2);
}

/** Count a socket that ended: who commanded far too fast comes back more slowly. */
export function failuresAfter(code: number, failures: number): number {
  return code === TOO_FAST ? Math.max(failures, STEPS_WHEN_TOO_FAST) : failures;
}
