import { type Start, startOf } from "./blocks";
import { type Change, type Edit, type Line, type Lines, type Passage, moved, selectedLines } from "./passage";

/** Turn lines into headings and through their two levels; the title of the page is the first level. */
export function heading(passage: Passage): Edit {
  const lines = spoken(passage);
  const level = startOf(lines[0].text).level;
  const next = level === 2 ? "### " : level === 3 ? "" : "## ";
  return edit(passage, lines.map((line) => restarted(line, () => next)));
}

/** Make the lines items of a list, or plain again. */
export const list = (passage: Passage): Edit =>
  toggled(passage, (start) => start.marker !== undefined && !start.isTask, "- ");

/** Make the lines tasks to be ticked, or plain again. */
export const tasks = (passage: Passage): Edit => toggled(passage, (start) => start.isTask, "- [ ] ");

/** Quote the lines, whatever they are, or no longer. */
export function quote(passage: Passage): Edit {
  const lines = spoken(passage, true);
  const areQuoted = lines.every((line) => startOf(line.text).isQuote);
  const changes = lines.map(({ from, text }) =>
    areQuoted ? { from, to: from + startOf(text).length, insert: "" } : { from, to: from, insert: "> " },
  );
  return edit(passage, changes);
}

function toggled(passage: Passage, has: (start: Start) => boolean, prefix: string): Edit {
  const lines = spoken(passage);
  const haveIt = lines.every((line) => has(startOf(line.text)));
  return edit(passage, lines.map((line) => restarted(line, ({ indent }) => indent + (haveIt ? "" : prefix))));
}

/** The selected lines that say something, or the one that the cursor is in; quotes leave no gap. */
function spoken(passage: Passage, withGaps = false): Lines {
  const lines = selectedLines(passage);
  const [first, ...others] = withGaps ? lines : lines.filter((line) => line.text.trim());
  return first ? [first, ...others] : lines;
}

/** The change that gives a line another beginning, a quote's own included. */
function restarted({ from, text }: Line, beginning: (start: Start) => string): Change {
  const start = startOf(text);
  return { from, to: from + start.length, insert: beginning(start) };
}

function edit({ from, to }: Passage, changes: Change[]): Edit {
  return { changes, from: moved(from, changes), to: moved(to, changes) };
}
