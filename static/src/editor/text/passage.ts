/** A Markdown text with what is selected in it. */
export interface Passage {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A stretch of text and what takes its place; positions are those before any change. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** What a button does to a passage: its changes in order, and what is selected afterwards. */
export interface Edit {
  readonly changes: readonly Change[];
  readonly from: number;
  readonly to: number;
}

/** One line of a text, without its line break. */
export interface Line {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The line that holds a position. */
export function lineAt(text: string, position: number): Line {
  const from = text.lastIndexOf("\n", position - 1) + 1;
  const end = text.indexOf("\n", position);
  const to = end < 0 ? text.length : end;
  return { from, to, text: text.slice(from, to) };
}

/** At least one line. */
export type Lines = [Line, ...Line[]];

/** The lines that a selection touches; one that ends at the start of a line doesn't touch that line. */
export function selectedLines({ text, from, to }: Passage): Lines {
  const lines: Lines = [lineAt(text, from)];
  for (let [last] = lines; last.to < to; ) {
    last = lineAt(text, last.to + 1);
    if (last.from === to) break;
    lines.push(last);
  }
  return lines;
}

/** From the beginning of the first line to the end of the last. */
export function extentOf(lines: Lines): { from: number; to: number } {
  const [first] = lines;
  return { from: first.from, to: (lines.at(-1) ?? first).to };
}

/** Where a position is after the changes; what was inserted right there stands before it. */
export function moved(position: number, changes: readonly Change[]): number {
  let shift = 0;
  for (const { from, to, insert } of changes) {
    if (from > position) break;
    if (to > position) return from + shift + insert.length;
    shift += insert.length - (to - from);
  }
  return position + shift;
}

/** Make the changes; the editor does the same with its own document. */
export function edited(text: string, { changes }: Edit): string {
  let result = "";
  let done = 0;
  for (const { from, to, insert } of changes) {
    result += text.slice(done, from) + insert;
    done = to;
  }
  return result + text.slice(done);
}
