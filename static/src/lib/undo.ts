/** What is done a while later, so that it can be undone: at the latest when the page is left. */

import { t } from "./i18n/i18n.svelte";
import { toasts, UNDO_SECONDS } from "./toasts.svelte";

interface Deed {
  /** What to tell, such as that something was removed. */
  text: string;
  /** Does it; `leaving` when the page is about to go. */
  run: (leaving: boolean) => void;
  undo: () => void;
}

const waiting = new Set<(leaving: boolean) => void>();

/** Does something when the time to undo it is over. */
export function undoable({ text, run, undo }: Deed): void {
  const timer = setTimeout(() => done(false), UNDO_SECONDS * 1000);
  function done(leaving: boolean): void {
    clearTimeout(timer);
    if (waiting.delete(done)) run(leaving);
  }
  function undone(): void {
    clearTimeout(timer);
    if (waiting.delete(done)) undo();
  }
  waiting.add(done);
  toasts.tell(text, { label: t("common.undo"), run: undone });
}

window.addEventListener("pagehide", () => {
  for (const done of [...waiting]) done(true);
});
