import { startOf } from "./blocks";
import { type Change, type Edit, type Line, type Passage, extentOf, moved, selectedLines } from "./passage";

/** Make what is selected bold, or plain again. */
export const bold = (passage: Passage): Edit => emphasised(passage, "**");

/** Make what is selected italic, or plain again. */
export const italic = (passage: Passage): Edit => emphasised(passage, "*");

/**
 * Put stars around the words of each selected line: emphasis doesn't reach over paragraphs, and not around
 * the blanks at its edges.
 */
function emphasised(passage: Passage, mark: string): Edit {
  if (passage.from === passage.to) return around(passage, mark);
  const stretches = selectedLines(passage)
    .map((line) => words(passage, line))
    .filter(({ from, to }) => from < to);
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (!first || !last) return { changes: [], from: passage.from, to: passage.to };
  const areMarked = stretches.every((stretch) => isBetween(passage.text, stretch, mark));
  const changes = stretches.flatMap((stretch) => (areMarked ? withoutMark : withMark)(stretch, mark));
  // The last mark stays outside of what is selected, so that the same button takes it away again.
  return { changes, from: moved(first.from, changes), to: moved(last.to, changes.slice(0, -1)) };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The selected words of a line, without blanks and stars at the edges and without what makes it an item. */
function words({ text, from, to }: Passage, line: Line): Stretch {
  let start = Math.max(from, line.from + startOf(line.text).length);
  let end = Math.min(to, line.to);
  while (start < end && /[\s*]/.test(text.charAt(start))) start++;
  while (end > start && /[\s*]/.test(text.charAt(end - 1))) end--;
  return { from: start, to: end };
}

/** With nothing selected: marks to write between, or the pair around the cursor removed. */
function around({ text, from }: Passage, mark: string): Edit {
  const isInside = text.slice(from - mark.length, from) === mark && text.startsWith(mark, from);
  if (isInside && stars(text, from, -1) === mark.length && stars(text, from, 1) === mark.length) {
    const start = from - mark.length;
    return { changes: [{ from: start, to: from + mark.length, insert: "" }], from: start, to: start };
  }
  const place = from + mark.length;
  return { changes: [{ from, to: from, insert: mark + mark }], from: place, to: place };
}

/** Whether a stretch stands between such marks; three stars are bold and italic at once. */
function isBetween(text: string, { from, to }: Stretch, mark: string): boolean {
  const run = Math.min(stars(text, from, -1), stars(text, to, 1));
  return mark.length === 1 ? run === 1 || run >= 3 : run >= 2;
}

/** How many stars follow a position in a direction. */
function stars(text: string, position: number, direction: 1 | -1): number {
  let count = 0;
  while (text[direction > 0 ? position + count : position - count - 1] === "*") count++;
  return count;
}

function withMark({ from, to }: Stretch, mark: string): Change[] {
  return [
    { from, to: from, insert: mark },
    { from: to, to, insert: mark },
  ];
}

function withoutMark({ from, to }: Stretch, { length }: string): Change[] {
  return [
    { from: from - length, to: from, insert: "" },
    { from: to, to: to + length, insert: "" },
  ];
}

/** Make what is selected code: within a line by backticks, over lines as a block. */
export function code(passage: Passage): Edit {
  const { text, from, to } = passage;
  const chosen = text.slice(from, to);
  const [line] = selectedLines(passage);
  if (chosen.includes("\n") || !line.text.trim()) return codeBlock(passage);
  if (text[from - 1] === "`" && text[to] === "`") {
    const changes = [
      { from: from - 1, to: from, insert: "" },
      { from: to, to: to + 1, insert: "" },
    ];
    return { changes, from: from - 1, to: to - 1 };
  }
  const fence = "`".repeat(longestRun(chosen) + 1);
  const pad = chosen.startsWith("`") || chosen.endsWith("`") ? " " : "";
  const changes = [
    { from, to: from, insert: fence + pad },
    { from: to, to, insert: pad + fence },
  ];
  const shift = fence.length + pad.length;
  return { changes, from: from + shift, to: to + shift };
}

/** Fence whole lines, with more backticks than they hold themselves. */
function codeBlock(passage: Passage): Edit {
  const { from, to } = extentOf(selectedLines(passage));
  const fence = "`".repeat(Math.max(3, longestRun(passage.text.slice(from, to)) + 1));
  const changes = [
    { from, to: from, insert: `${fence}\n` },
    { from: to, to, insert: `\n${fence}` },
  ];
  const shift = fence.length + 1;
  return { changes, from: from + shift, to: to + shift };
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

const ADDRESS = /^(?:https?:\/\/|www\.)\S+$/i;

/** Make what is selected a link; what is still missing, its words or its address, is selected then. */
export function link({ text, from, to }: Passage): Edit {
  const chosen = text.slice(from, to).trim();
  if (ADDRESS.test(chosen)) {
    const address = /^www\./i.test(chosen) ? `https://${chosen}` : chosen;
    return { changes: [{ from, to, insert: `[](${address})` }], from: from + 1, to: from + 1 };
  }
  const words = chosen.replace(/\s*\n\s*/g, " ").replace(/[[\]]/g, "\\$&");
  const start = from + words.length + 3;
  const address = "https://";
  return {
    changes: [{ from, to, insert: `[${words}](${address})` }],
    from: chosen ? start : from + 1,
    to: chosen ? start + address.length : from + 1,
  };
}
