/** The reader's bookmarks: shown at once, taken back when the server could not keep them. */

import { SvelteMap, SvelteSet } from "svelte/reactivity";

import { session } from "./session.svelte";

interface Counted {
  id: string;
  bookmark_count: number;
}

class Bookmarks {
  #ids = new SvelteSet<string>();
  /** Whether the count that the server gave holds the reader's own bookmark. */
  #counted = new SvelteMap<string, boolean>();
  #wished = new Map<string, boolean>();
  #under = new Map<string, Promise<void>>();
  #owner: string | undefined;

  /** Fetches what the reader has bookmarked, once for each who signs in. */
  async follow(userId: string | undefined): Promise<void> {
    if (userId === this.#owner) return;
    this.#owner = userId;
    this.#ids.clear();
    this.#counted.clear();
    if (!userId) return;
    const { items } = await session.ask("get", "/users/me/bookmarks/ids");
    if (this.#owner !== userId) return;
    for (const id of items) if (!this.#wished.has(id)) this.#ids.add(id);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** How many there are, with the reader's own change that the server's count doesn't hold yet. */
  count({ id, bookmark_count }: Counted): number {
    const counted = this.#counted.get(id);
    if (counted === undefined || counted === this.has(id)) return bookmark_count;
    return bookmark_count + (this.has(id) ? 1 : -1);
  }

  /** Adds or takes away at once; raises what went wrong after taking it back. */
  async toggle(id: string): Promise<void> {
    const wish = !this.has(id);
    if (!this.#counted.has(id)) this.#counted.set(id, !wish);
    this.#show(id, wish);
    this.#wished.set(id, wish);
    const before = this.#under.get(id) ?? Promise.resolve();
    const sent = before.then(() => this.#send(id, wish));
    this.#under.set(id, sent.catch(() => undefined));
    await sent;
  }

  async #send(id: string, wish: boolean): Promise<void> {
    if (this.#wished.get(id) !== wish) return;
    try {
      await session.ask(wish ? "put" : "delete", "/projects/{project_id}/bookmark", { path: { project_id: id } });
    } catch (error) {
      if (this.#wished.get(id) === wish) this.#show(id, !wish);
      throw error;
    } finally {
      if (this.#wished.get(id) === wish) this.#wished.delete(id);
    }
  }

  /** A fresh count of the server's holds what is bookmarked now. */
  refreshed(ids: Iterable<string>): void {
    for (const id of ids) if (!this.#wished.has(id)) this.#counted.delete(id);
  }

  #show(id: string, wish: boolean): void {
    if (wish) this.#ids.add(id);
    else this.#ids.delete(id);
  }
}

export const bookmarks = new Bookmarks();
