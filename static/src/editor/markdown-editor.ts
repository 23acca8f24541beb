import { history, redo, standardKeymap, undo } from "@codemirror/commands";
import {
  deleteMarkupBackward,
  insertNewlineContinueMarkupCommand,
  markdownLanguage,
  pasteURLAsLink,
} from "@codemirror/lang-markdown";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import type { Action, EditorHost } from "./actions";
import { look } from "./look";
import { pictures, send, stopAll } from "./pictures";
import { indent, key, outdent, run } from "./transforms";

/** Keys that the writer knows from elsewhere; Escape, then Tab leaves the editor even from a list. */
const KEYS = keymap.of([
  { key: "Mod-b", run: key("bold"), preventDefault: true },
  { key: "Mod-i", run: key("italic"), preventDefault: true },
  { key: "Mod-k", run: key("link"), preventDefault: true },
  { key: "Tab", run: indent, shift: outdent },
  { key: "Enter", run: insertNewlineContinueMarkupCommand({ nonTightLists: false }) },
  { key: "Backspace", run: deleteMarkupBackward },
  { key: "Mod-z", run: undo, shift: redo, preventDefault: true },
  { key: "Mod-y", run: redo, preventDefault: true },
  ...standardKeymap,
]);

/**
 * A Markdown editor: a text goes in when it is made, changed texts come out, and files go to `host.upload`.
 * Nothing is ever written back from outside, for that is what doubles syllables that are being composed.
 */
export class MarkdownEditor {
  private readonly view: EditorView;

  constructor(private readonly parent: HTMLElement, markdown: string, private readonly host: EditorHost) {
    const state = EditorState.create({ doc: markdown, extensions: extensions(host) });
    // Inside a root of its own the editor's styles need no permission of the content security policy.
    const root = parent.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
    this.view = new EditorView({ state, parent: root, root });
  }

  /** Do what a button of the toolbar says, and let the writer go on. */
  run(action: Exclude<Action, "picture">): void {
    run(this.view, action, this.host.words.tableHeadings);
  }

  /** Send pictures away from where the cursor is. */
  send(files: readonly File[]): void {
    send(this.view, this.host, files, this.view.state.selection.main.to);
    this.view.focus();
  }

  focus(): void {
    this.view.focus();
  }

  destroy(): void {
    stopAll(this.view);
    this.view.destroy();
    this.parent.replaceChildren();
  }
}

function extensions(host: EditorHost): Extension {
  const { label, hint, placeholder: words } = host.words;
  return [
    KEYS,
    history(),
    markdownLanguage.extension,
    pasteURLAsLink,
    look,
    pictures(host),
    placeholder(words),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      "aria-label": label,
      "aria-description": hint,
      autocapitalize: "sentences",
      spellcheck: "true",
    }),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) host.onChange(state.doc.toString());
    }),
    EditorView.domEventHandlers({
      scroll: (_, { scrollDOM: { scrollTop, scrollHeight, clientHeight } }) =>
        host.onScroll(scrollTop / Math.max(1, scrollHeight - clientHeight)),
    }),
  ];
}
