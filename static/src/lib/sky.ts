/** The sky of the banner follows the reader's clock. */

export type Sky = "day" | "night" | "deep";

const DAWN = 6;
const DUSK = 18;

export function skyAt(moment: Date): Sky {
  const hour = moment.getHours();
  if (hour < DAWN) return "deep";
  return hour < DUSK ? "day" : "night";
}
