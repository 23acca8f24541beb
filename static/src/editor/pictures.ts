import { isolateHistory } from "@codemirror/commands";
import { type Extension, StateEffect, StateField, type Text, type Transaction } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import type { EditorHost } from "./actions";
import { PictureLine } from "./picture-line";
import { descriptionOf, picture as pictureEdit } from "./text/insertions";
import { Travelling } from "./travelling";

interface Place {
  readonly line: PictureLine;
  /** In the line below which the picture will stand. */
  readonly position: number;
}

interface Places {
  readonly all: readonly Place[];
  readonly shown: DecorationSet;
}

const setOut = StateEffect.define<readonly Place[]>();
const gone = StateEffect.define<Travelling>();

/**
 * Pictures that are on their way. Their lines are drawn into the text but are no part of it: neither the
 * draft nor the history ever holds half a picture.
 */
const places = StateField.define<Places>({
  create: () => ({ all: [], shown: Decoration.none }),
  update: (before, transaction) => {
    const all = transaction.effects.reduce(withEffect, moved(before.all, transaction));
    return all === before.all ? before : { all, shown: shown(all, transaction.newDoc) };
  },
  provide: (field) => EditorView.decorations.from(field, ({ shown }) => shown),
});

function withEffect(all: readonly Place[], effect: StateEffect<unknown>): readonly Place[] {
  if (effect.is(setOut)) return [...all, ...effect.value];
  if (effect.is(gone)) return all.filter(({ line }) => line.picture !== effect.value);
  return all;
}

/** Places stay with their line; those that came after an arriving picture go below it. */
function moved(all: readonly Place[], { changes, docChanged, effects, startState }: Transaction): readonly Place[] {
  if (!docChanged || !all.length) return all;
  const arrived = all.find(({ line }) => effects.some((effect) => effect.is(gone) && effect.value === line.picture));
  const lineOf = ({ position }: Place) => startState.doc.lineAt(position).from;
  let isBelow = false;
  return all.map((place) => {
    const side = isBelow && arrived && lineOf(place) === lineOf(arrived) ? 1 : -1;
    isBelow ||= place === arrived;
    return { line: place.line, position: changes.mapPos(place.position, side) };
  });
}

function shown(all: readonly Place[], doc: Text): DecorationSet {
  const ranges = all.map(({ line, position }, index) =>
    Decoration.widget({ widget: line, block: true, side: index + 1 }).range(doc.lineAt(position).to),
  );
  return Decoration.set(ranges, true);
}

/** Everything about pictures: their lines, and files that are pasted and dropped. */
export function pictures(host: EditorHost): Extension {
  return [
    places,
    EditorView.updateListener.of(({ startState, state }) => {
      const [before, now] = [startState.field(places).all.length, state.field(places).all.length];
      if (before !== now) host.onPictures(now);
    }),
    EditorView.domEventHandlers({
      paste: (event, view) => {
        const files = pastedFiles(event.clipboardData);
        if (files.length) send(view, host, files, view.state.selection.main.to);
        return files.length > 0;
      },
      drop: (event, view) => {
        const files = [...(event.dataTransfer?.files ?? [])];
        const position = view.posAtCoords({ x: event.clientX, y: event.clientY }) ?? view.state.doc.length;
        if (files.length) send(view, host, files, position);
        return files.length > 0;
      },
    }),
  ];
}

/** Files count as pasted when no text comes with them, or nothing but their own name. */
function pastedFiles(data: DataTransfer | null): File[] {
  const files = [...(data?.files ?? [])];
  const text = data?.getData("text/plain") ?? "";
  return text && !files.some(({ name }) => name === text) ? [] : files;
}

/** Send files away, each with a line below the one at a position. */
export function send(view: EditorView, host: EditorHost, files: readonly File[], position: number): void {
  const isPicture = ({ type }: File) => type.startsWith("image/");
  const refused = files.find((file) => !isPicture(file));
  if (refused) host.onRefused(refused.name);
  const arrived = (picture: Travelling, url: string) => void arrive(view, picture, url);
  const setting = files.filter(isPicture).map((file) => {
    const picture = new Travelling(file, host.upload, arrived);
    return { line: new PictureLine(picture, host.words, remove), position: view.state.doc.lineAt(position).to };
  });
  view.dispatch({ effects: setOut.of(setting) });
  for (const { line } of setting) void line.picture.start();
}

/** Put an arrived picture into the text; never while a syllable is being composed. */
async function arrive(view: EditorView, picture: Travelling, url: string): Promise<void> {
  while (view.composing) await new Promise((resolve) => setTimeout(resolve, 100));
  const place = view.state.field(places).all.find(({ line }) => line.picture === picture);
  if (!place) return;
  const { doc, selection } = view.state;
  const line = doc.lineAt(place.position);
  const edit = pictureEdit({ text: doc.toString(), from: line.to, to: line.to }, url, descriptionOf(picture.name));
  const isWaiting = selection.main.empty && selection.main.head === line.to && !line.text.trim();
  view.dispatch({
    changes: [...edit.changes],
    ...(isWaiting ? { selection: { anchor: edit.to } } : {}),
    effects: gone.of(picture),
    userEvent: "input.picture",
    annotations: isolateHistory.of("full"),
  });
}

function remove(view: EditorView, picture: Travelling): void {
  picture.stop();
  view.dispatch({ effects: gone.of(picture) });
  view.focus();
}

/** Let go of everything that is still on its way. */
export function stopAll(view: EditorView): void {
  for (const { line } of view.state.field(places).all) line.picture.stop();
}
