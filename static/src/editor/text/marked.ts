import { type Edit, type Passage, edited } from "./passage";

/** Read a text in which ‹ and › stand around what is selected, or | where the cursor is; for tests. */
export function passage(marked: string): Passage {
  const isCursor = !marked.includes("‹");
  const from = marked.indexOf(isCursor ? "|" : "‹");
  const rest = marked.replace(isCursor ? "|" : "‹", "");
  const to = isCursor ? from : rest.indexOf("›");
  return { text: rest.replace("›", ""), from, to };
}

/** Write what an edit leaves, marked in the same way. */
export function after(edit: (passage: Passage) => Edit | undefined, marked: string): string | undefined {
  const before = passage(marked);
  const change = edit(before);
  if (!change) return undefined;
  const text = edited(before.text, change);
  if (change.from === change.to) return `${text.slice(0, change.from)}|${text.slice(change.from)}`;
  return `${text.slice(0, change.from)}‹${text.slice(change.from, change.to)}›${text.slice(change.to)}`;
}
