/** What is done a while later, so that it can be undone: at the latest when the page is left. */

import { t } from "./i18n/i18n.svelte";
import { toasts } from "./toasts.svelte";

interface Deed {
  /** What to tell, such as that something was removed. */
  text: string;
  /** Does it; `leaving` when the page is about to go. */
  run: (leaving: boolean) => void;
  undo: () => void;
}

const waiting = new Set<(leaving: boolean) => void>();

/** Does something when the notice with which it can be undone is gone. */
export function undoable({ text, run, undo }: Deed): void {
  const done = (leaving: boolean): void => {
    if (waiting.delete(done)) run(leaving);
  };
  const undone = (): void => {
    if (waiting.delete(done)) undo();
  };
  waiting.add(done);
  toasts.tell(text, { label: t("common.undo"), run: undone, missed: () => done(false) });
}

window.addEventListener("pagehide", () => {
  for (const done of [...waiting]) done(true);
});
