import { same } from "../../lib/same";
import { type Fields, NAMES } from "./fields";

export type Side = "mine" | "theirs";

/** A field that reads differently in the two versions of a project. */
export interface Difference {
  readonly name: keyof Fields;
  /** Both changed it: only the writer can tell which is right. */
  readonly isContested: boolean;
  /** Whose is taken. */
  side: Side;
}

/** What differs between what is being written and what somebody saved meanwhile, seen from where both began. */
export function differences(base: Fields, mine: Fields, theirs: Fields): Difference[] {
  return NAMES.filter((name) => !same(mine[name], theirs[name])).map((name) => {
    const isMineOld = same(base[name], mine[name]);
    const isTheirsOld = same(base[name], theirs[name]);
    return { name, isContested: !isMineOld && !isTheirsOld, side: isMineOld ? "theirs" : "mine" };
  });
}

/** Each field from the side that was chosen for it. */
export function merged(mine: Fields, theirs: Fields, chosen: readonly Difference[]): Fields {
  const taken = chosen.filter(({ side }) => side === "theirs").map(({ name }) => [name, theirs[name]]);
  return { ...mine, ...Object.fromEntries(taken) };
}
