import { type Change, type Edit, type Passage, lineAt } from "./passage";

/** Put an empty table below the line of the cursor; its first heading is selected, to be written over. */
export function table({ text, from }: Passage, headings: readonly [string, string]): Edit {
  const [first, second] = headings;
  const rows = [`| ${first} | ${second} |`, "| --- | --- |", "|  |  |", "|  |  |"].join("\n");
  const change = below(text, from, rows);
  const start = change.from + change.insert.indexOf(rows) + 2;
  return { changes: [change], from: start, to: start + first.length };
}

/** Put a picture on a line of its own; the cursor stands behind it. */
export function picture({ text, from }: Passage, url: string, description: string): Edit {
  const change = below(text, from, pictureMarkdown(url, description));
  const end = change.from + change.insert.trimEnd().length;
  return { changes: [change], from: end, to: end };
}

/** The Markdown of a picture. */
export function pictureMarkdown(url: string, description: string): string {
  return `![${description.replace(/[[\]\\]/g, "\\$&")}](${url})`;
}

/** What a file says about the picture in it: its name without the ending, unless cameras and clipboards gave it. */
export function descriptionOf(fileName: string): string {
  const name = fileName.normalize("NFC").replace(/\.[A-Za-z0-9]{1,5}$/, "").trim();
  return /^(?:image|img|dsc|pxl|photo|picture|untitled)?[\s_\-\d()]*$/i.test(name) ? "" : name;
}

/** The change that puts a block below the line at a position, with an empty line on both sides of it. */
function below(text: string, position: number, block: string): Change {
  const line = lineAt(text, position);
  const isEmpty = !line.text.trim();
  const before = isEmpty ? gapAbove(text, line.from) : "\n\n";
  const next = line.to < text.length ? lineAt(text, line.to + 1) : undefined;
  const after = next?.text.trim() ? "\n" : "";
  return { from: isEmpty ? line.from : line.to, to: line.to, insert: before + block + after };
}

function gapAbove(text: string, start: number): string {
  return start > 0 && lineAt(text, start - 1).text.trim() ? "\n" : "";
}
