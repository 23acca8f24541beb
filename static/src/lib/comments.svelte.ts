/** The comments on one project: shown as they were read, and at once as the reader changes them. */

import { SvelteSet } from "svelte/reactivity";

import { ask, type Schemas } from "./api";
import { session } from "./session.svelte";

export type Comment = Schemas["CommentView"];
export const LONGEST = 1000;
const PAGE = 20;

/** Those that are being taken away, as long as that can be undone, wherever they are shown. */
const hidden = new SvelteSet<string>();

export class Comments {
  items = $state.raw<Comment[]>([]);
  /** How many there are in all. */
  total = $state(0);
  #previous = $state<string | null>(null);

  constructor(readonly projectId: string) {}

  get shown(): Comment[] {
    return this.items.filter(({ id }) => !hidden.has(id));
  }

  get count(): number {
    return this.total - (this.items.length - this.shown.length);
  }

  /** How many earlier ones are not here yet. */
  get earlier(): number {
    return this.#previous === null ? 0 : Math.max(1, this.total - this.items.length);
  }

  /** Reads the newest ones. */
  async load(): Promise<void> {
    this.#take(await this.#page(), []);
  }

  /** Reads those before the ones that are here. */
  async loadEarlier(): Promise<void> {
    if (this.#previous === null) return;
    this.#take(await this.#page(this.#previous), this.items);
  }

  /** Adds one; `key` makes it safe to send again. */
  async add(text: string, key: string): Promise<void> {
    const comment = await session.ask("post", "/projects/{project_id}/comments", {
      path: { project_id: this.projectId },
      body: { text },
      idempotencyKey: key,
    });
    if (this.items.some(({ id }) => id === comment.id)) return;
    this.items = [...this.items, comment];
    this.total += 1;
  }

  async reword(id: string, text: string): Promise<void> {
    const comment = await session.ask("patch", "/projects/{project_id}/comments/{comment_id}", {
      path: this.#path(id),
      body: { text },
    });
    this.items = this.items.map((each) => (each.id === id ? comment : each));
  }

  /** Hides one until it is removed for good, or shown again. */
  hide(id: string): void {
    hidden.add(id);
  }

  show(id: string): void {
    hidden.delete(id);
  }

  /** Removes one for good; shows it again when that fails. */
  async remove(id: string, { keepalive = false } = {}): Promise<void> {
    try {
      await session.ask("delete", "/projects/{project_id}/comments/{comment_id}", { path: this.#path(id), keepalive });
      this.items = this.items.filter((each) => each.id !== id);
      this.total -= 1;
    } finally {
      hidden.delete(id);
    }
  }

  #path(id: string): Record<string, string> {
    return { project_id: this.projectId, comment_id: id };
  }

  #page(cursor?: string): Promise<Schemas["CommentViewPage"]> {
    return ask("get", "/projects/{project_id}/comments", {
      path: { project_id: this.projectId },
      query: { cursor, limit: PAGE },
    });
  }

  #take(page: Schemas["CommentViewPage"], after: Comment[]): void {
    const isNew = ({ id }: Comment): boolean => !after.some((other) => other.id === id);
    this.items = [...page.items.filter(isNew), ...after];
    this.#previous = page.previous;
    this.total = page.total;
  }
}
