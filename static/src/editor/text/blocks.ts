/** The beginning of a line that makes it an item of a list, a quote or a heading. */
const PREFIX = /^(\s*)(?:([-*+]|\d{1,9}[.)])(\s+)(\[[ xX]\]\s+)?|(>)\s?|(#{1,6})\s+)?/;

/** How the beginning of a line reads. */
export interface Start {
  readonly indent: string;
  /** `-`, `*`, `+` or a number with its dot, of an item of a list. */
  readonly marker: string | undefined;
  readonly isTask: boolean;
  readonly isQuote: boolean;
  /** 1 to 6, or 0 where the line isn't a heading. */
  readonly level: number;
  /** How much of the line it is; an empty line has none. */
  readonly length: number;
  /** The column at which the words of an item begin, and so whatever belongs to it. */
  readonly content: number;
}

/** Read the beginning of a line. */
export function startOf(line: string): Start {
  const [whole = "", indent = "", marker, gap = "", box, quote, hashes] = PREFIX.exec(line) ?? [];
  return {
    indent,
    marker,
    isTask: box !== undefined,
    isQuote: quote !== undefined,
    level: hashes?.length ?? 0,
    length: whole.length,
    content: indent.length + (marker ? marker.length + gap.length : 0),
  };
}

/** Whether a line is an item of a list, also one without words yet. */
export function isItem(line: string): boolean {
  return /^\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)/.test(line);
}
