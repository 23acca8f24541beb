/** What is told of the partner: whether they are in the room is the server's word, the rest are signs of them. */

export type Presence = "gone" | "left" | "here" | "lately" | "away";

export interface Signs {
  hasAccount: boolean;
  hasLeft: boolean;
  /** Whether the partner is connected to the room, as the server said last. */
  isConnected: boolean;
  /** Whether the connection to the server is away, so that its last word may be out of date. */
  isCutOff: boolean;
  /** When they gave the last sign of being there; -Infinity for never. */
  signAt: number;
}

const LATELY_FOR = 600_000;

/** Tell what may be said of the partner now. */
export function presenceOf({ hasAccount, hasLeft, isConnected, isCutOff, signAt }: Signs, now: number): Presence {
  if (!hasAccount) return "gone";
  if (hasLeft) return "left";
  if (isConnected) return isCutOff ? "lately" : "here";
  return now - signAt < LATELY_FOR ? "lately" : "away";
}
