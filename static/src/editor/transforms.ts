import { isolateHistory } from "@codemirror/commands";
import type { ChangeSpec, EditorState } from "@codemirror/state";
import type { Command, EditorView } from "@codemirror/view";
import type { Action } from "./actions";
import { indented, isInList, outdented } from "./text/indentation";
import { bold, code, italic, link } from "./text/inline";
import { table } from "./text/insertions";
import { heading, list, quote, tasks } from "./text/lines";
import type { Edit, Passage } from "./text/passage";

type Transform = (passage: Passage) => Edit | undefined;

const TRANSFORMS: Record<Exclude<Action, "picture" | "table">, Transform> = {
  heading, bold, italic, list, tasks, quote, code, link,
};

/** Do to the selection what a button says; pictures come from files instead. */
export function run(view: EditorView, action: Exclude<Action, "picture">, headings: readonly [string, string]): void {
  apply(view, action === "table" ? (passage) => table(passage, headings) : TRANSFORMS[action]);
  view.focus();
}

/** A key that does what a button does. */
export function key(action: keyof typeof TRANSFORMS): Command {
  return (view) => apply(view, TRANSFORMS[action]);
}

/** Tab indents the items of a list and nothing else, so that a keyboard gets out of the editor. */
export const indent: Command = (view) => isInList(passageOf(view.state)) && apply(view, indented);

/** Shift+Tab moves items of a list out, and leaves the editor from the outermost. */
export const outdent: Command = (view) => isInList(passageOf(view.state)) && apply(view, outdented);

function apply(view: EditorView, transform: Transform): boolean {
  const edit = transform(passageOf(view.state));
  if (!edit) return false;
  view.dispatch({
    changes: edit.changes as ChangeSpec,
    selection: { anchor: edit.from, head: edit.to },
    scrollIntoView: true,
    userEvent: "input.format",
    annotations: isolateHistory.of("full"),
  });
  return true;
}

function passageOf({ doc, selection: { main } }: EditorState): Passage {
  return { text: doc.toString(), from: main.from, to: main.to };
}
