/** What the toolbar can do to a text, in the order of its buttons; those of a group stand together. */
export const GROUPS = [
  ["heading", "bold", "italic"],
  ["list", "tasks", "quote", "code", "table"],
  ["link", "picture"],
] as const;

export type Action = (typeof GROUPS)[number][number];

/** Sends a picture away and answers with its address; what it throws has a sentence for the writer. */
export type Upload = (
  file: File,
  options: { onProgress: (fraction: number) => void; signal: AbortSignal },
) => Promise<string>;

/** What the editor says, in the language of the writer. */
export interface EditorWords {
  readonly label: string;
  /** How a keyboard gets out of a list. */
  readonly hint: string;
  readonly placeholder: string;
  readonly tableHeadings: readonly [string, string];
  readonly again: string;
  readonly cancel: string;
  readonly remove: string;
  uploading(name: string, percent: number): string;
  failed(name: string, reason: string): string;
}

/** What the editor asks of the page around it, and tells it. */
export interface EditorHost {
  readonly words: EditorWords;
  readonly upload: Upload;
  onChange(markdown: string): void;
  /** How many pictures are on their way, or failed and still stand there. */
  onPictures(count: number): void;
  onScroll(fraction: number): void;
  /** Something was dropped or pasted that isn't a picture. */
  onRefused(fileName: string): void;
}
