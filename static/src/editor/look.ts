import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Markdown stays Markdown: what it means is hinted at by weight and ink only, so that every column stays in place. */
const ink = HighlightStyle.define([
  { tag: tags.heading, color: "var(--text)", fontWeight: "var(--weight-bold)" },
  { tag: tags.strong, color: "var(--text)", fontWeight: "var(--weight-bold)" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: tags.monospace, color: "var(--code-string)" },
  { tag: tags.quote, color: "var(--text-muted)" },
  { tag: tags.link, color: "var(--text)" },
  { tag: [tags.url, tags.labelName], color: "var(--text-subtle)" },
  { tag: [tags.processingInstruction, tags.contentSeparator], color: "var(--text-subtle)" },
]);

const room = EditorView.theme({
  "&": { height: "100%", minHeight: "inherit", boxSizing: "border-box", background: "transparent", color: "var(--code-text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    flex: "1",
    height: "auto",
    minHeight: "0",
    alignItems: "stretch !important",
    font: "0.9375rem / 1.75 var(--font-mono)",
    letterSpacing: "0",
    overflowX: "hidden",
  },
  ".cm-content": { padding: "var(--pane-block) var(--pane-inline)", caretColor: "var(--primary)" },
  ".cm-line": { padding: "0" },
  ".cm-lineWrapping": { wordBreak: "keep-all" },
  ".cm-placeholder": { color: "var(--text-subtle)" },
  ".cm-picture": {
    boxSizing: "border-box",
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: "var(--space-1) var(--space-2)",
    margin: "var(--space-2) 0",
    padding: "var(--space-1) var(--space-1) var(--space-3) var(--space-3)",
    borderRadius: "var(--radius-sm)",
    background: "var(--primary-tint)",
    color: "var(--on-primary-tint)",
    font: "var(--weight-medium) var(--text-sm) / 1.4 var(--font-sans)",
  },
  ".cm-picture-failed": {
    paddingBottom: "var(--space-1)",
    background: "var(--danger-tint)",
    color: "var(--on-danger-tint)",
  },
  ".cm-picture-label": { flex: "1 1 10rem", minWidth: "0", overflowWrap: "anywhere" },
  ".cm-picture-button": {
    minWidth: "var(--target)",
    minHeight: "var(--target)",
    padding: "0 var(--space-3)",
    border: "0",
    borderRadius: "var(--radius-xs)",
    background: "none",
    color: "inherit",
    font: "inherit",
    fontWeight: "var(--weight-semibold)",
    textDecoration: "underline",
    textUnderlineOffset: "0.22em",
    cursor: "pointer",
  },
  ".cm-picture [hidden]": { display: "none" },
  ".cm-picture-bar": {
    flex: "1 0 100%",
    height: "0.375rem",
    marginRight: "var(--space-2)",
    borderRadius: "var(--radius-full)",
    background: "var(--primary-line)",
    overflow: "hidden",
  },
  ".cm-picture-filled": {
    display: "block",
    height: "100%",
    borderRadius: "inherit",
    background: "var(--primary-solid)",
    transition: "width var(--normal)",
  },
});

export const look: Extension = [room, syntaxHighlighting(ink)];
