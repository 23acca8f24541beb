/** Short notices at the bottom, with at most one action. */

export interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
  isProblem: boolean;
}

const SECONDS = 6;
export const UNDO_SECONDS = 10;

class Toasts {
  shown = $state<Toast[]>([]);
  #next = 1;

  /** Tells something; with an action it stays long enough to be taken. */
  tell(text: string, action?: Toast["action"]): void {
    this.#show(text, action, false);
  }

  /** Tells that something went wrong that belongs to no field. */
  warn(text: string, action?: Toast["action"]): void {
    this.#show(text, action, true);
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  #show(text: string, action: Toast["action"], isProblem: boolean): void {
    const id = this.#next++;
    this.shown = [...this.shown.slice(-2), { id, text, action, isProblem }];
    setTimeout(() => this.dismiss(id), (action ? UNDO_SECONDS : SECONDS) * 1000);
  }
}

export const toasts = new Toasts();
