import { isItem, startOf } from "./blocks";
import { type Change, type Edit, type Line, type Passage, extentOf, lineAt, moved, selectedLines } from "./passage";

/** Whether the cursor, or the beginning of the selection, is in an item of a list. */
export function isInList({ text, from }: Passage): boolean {
  for (let line = lineAt(text, from); line.text.trim(); line = lineAt(text, line.from - 1)) {
    if (isItem(line.text)) return true;
    if (line.from === 0 || indentOf(line) === 0) return false;
  }
  return false;
}

/** Move items, and what belongs to them, under the item above. */
export function indented(passage: Passage): Edit {
  const [first, lines] = block(passage);
  const above = itemAbove(passage.text, first, (indent) => indent <= indentOf(first));
  if (!above || indentOf(above) < indentOf(first)) return unchanged(passage);
  const shift = startOf(above.text).content - indentOf(first);
  const changes = lines.map(({ from }) => ({ from, to: from, insert: " ".repeat(shift) }));
  return shifted(passage, changes);
}

/** Move items, and what belongs to them, out by one level; undefined when they are outermost. */
export function outdented(passage: Passage): Edit | undefined {
  const [first, lines] = block(passage);
  if (indentOf(first) === 0) return undefined;
  const parent = itemAbove(passage.text, first, (indent) => indent < indentOf(first));
  const shift = indentOf(first) - (parent ? indentOf(parent) : 0);
  const changes = lines.map((line) => ({
    from: line.from,
    to: line.from + Math.min(shift, indentOf(line)),
    insert: "",
  }));
  return shifted(passage, changes);
}

/** The selected items with all that is nested in the last of them. */
function block(passage: Passage): [Line, Line[]] {
  const lines = selectedLines(passage);
  const [first] = lines;
  for (let { to } = extentOf(lines); to < passage.text.length; ) {
    const last = lineAt(passage.text, to + 1);
    if (!last.text.trim() || indentOf(last) <= indentOf(first)) break;
    lines.push(last);
    to = last.to;
  }
  return [first, lines.filter((line) => line.text.trim())];
}

/** The nearest item above a line whose indentation fits, within the same list. */
function itemAbove(text: string, below: Line, fits: (indent: number) => boolean): Line | undefined {
  for (let line = below; line.from > 0; ) {
    line = lineAt(text, line.from - 1);
    if (isItem(line.text) && fits(indentOf(line))) return line;
    if (line.text.trim() && !isItem(line.text) && indentOf(line) === 0) return undefined;
  }
  return undefined;
}

function indentOf(line: Line): number {
  return line.text.length - line.text.trimStart().length;
}

function shifted({ from, to }: Passage, changes: Change[]): Edit {
  return { changes, from: moved(from, changes), to: moved(to, changes) };
}

function unchanged({ from, to }: Passage): Edit {
  return { changes: [], from, to };
}
