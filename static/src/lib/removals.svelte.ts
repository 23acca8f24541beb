/** Projects that their author is taking off the board: gone from sight at once, for good when the time to undo is over. */

import { SvelteSet } from "svelte/reactivity";

import { seenPages } from "./board";
import { t } from "./i18n/i18n.svelte";
import { router } from "./router.svelte";
import { said } from "./said";
import { session } from "./session.svelte";
import { toasts } from "./toasts.svelte";
import { undoable } from "./undo";

const going = new SvelteSet<string>();

/** Tells whether a project is being removed. */
export function isGoing(id: string): boolean {
  return going.has(id);
}

/** Removes a project, unless that is undone. */
export function removeProject(id: string): void {
  going.add(id);
  undoable({
    text: t("project.removed"),
    undo: () => {
      going.delete(id);
      void router.go(`/projects/${id}`);
    },
    run: (leaving) => void remove(id, leaving),
  });
}

async function remove(id: string, keepalive: boolean): Promise<void> {
  try {
    await session.ask("delete", "/projects/{project_id}", { path: { project_id: id }, keepalive });
    seenPages.forget();
  } catch (error) {
    going.delete(id);
    toasts.warn(said(error));
  }
}
