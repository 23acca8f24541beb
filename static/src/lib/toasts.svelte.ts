/** Short notices at the bottom, with at most one action. */

interface Action {
  label: string;
  run: () => void;
  /** What is done when the notice goes without it. */
  missed?: () => void;
}

interface Toast {
  id: number;
  text: string;
  action?: Action;
  isProblem: boolean;
}

const MOST = 3;
const SECONDS = 6;
const ACTION_SECONDS = 10;

class Toasts {
  shown = $state<Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Tells something; with an action it stays long enough to be taken. */
  tell(text: string, action?: Action): void {
    this.#show(text, action, false);
  }

  /** Tells that something went wrong that belongs to no field. */
  warn(text: string, action?: Action): void {
    this.#show(text, action, true);
  }

  /** Takes the action of a notice, which goes then. */
  take(id: number): void {
    this.#remove(id)?.action?.run();
  }

  /** Lets a notice stay for as long as somebody is at it. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
  }

  /** Lets a notice go when its time is over, which begins anew. */
  release(id: number): void {
    const toast = this.shown.find((each) => each.id === id);
    if (!toast) return;
    this.hold(id);
    const seconds = toast.action ? ACTION_SECONDS : SECONDS;
    this.#timers.set(id, setTimeout(() => this.#dismiss(id), seconds * 1000));
  }

  #show(text: string, action: Action | undefined, isProblem: boolean): void {
    const id = this.#next++;
    this.shown.push({ id, text, action, isProblem });
    for (const older of this.shown.slice(0, -MOST)) this.#dismiss(older.id);
    this.release(id);
  }

  #dismiss(id: number): void {
    this.#remove(id)?.action?.missed?.();
  }

  #remove(id: number): Toast | undefined {
    const toast = this.shown.find((each) => each.id === id);
    this.hold(id);
    this.#timers.delete(id);
    this.shown = this.shown.filter((each) => each.id !== id);
    return toast;
  }
}

export const toasts = new Toasts();
