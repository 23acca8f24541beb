/** After which ends of a socket it is connected again, and how soon. */

export const SESSION_ENDED = 4401;
const TOO_FAST = 1008;
const STEPS_WHEN_TOO_FAST = 4;

/** Count a socket that ended: who commanded far too fast comes back more slowly. */
export function failuresAfter(code: number, failures: number): number {
  return code === TOO_FAST ? Math.max(failures, STEPS_WHEN_TOO_FAST) : failures;
}
