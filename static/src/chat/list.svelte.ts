/** The list of rooms, as far as it was asked for: the latest active first. */

import type { Chat } from "./chat.svelte";
import type { Room } from "./room.svelte";
import type { Rooms } from "./rooms";

export class RoomList {
  state = $state<"unasked" | "loading" | "there" | "failed">("unasked");
  /** Where the list goes on, if it does. */
  private next = $state<string | null>(null);

  constructor(
    private readonly chat: Chat,
    private readonly api: Rooms,
  ) {}

  get rooms(): Room[] {
    const known = [...this.chat.rooms.values()].filter(({ view }) => view !== null);
    return known.sort((one, other) => other.activeAt - one.activeAt);
  }

  /** Tell whether there is a room with a user, among those that are here. */
  has(username: string): boolean {
    for (const { view } of this.chat.rooms.values()) if (view?.partner?.username === username) return true;
    return false;
  }

  get hasMore(): boolean {
    return this.next !== null;
  }

  /** Ask for the rooms that are active, again if they were asked for before. */
  async refresh(): Promise<void> {
    const isFirst = this.state === "unasked" || this.state === "failed";
    await this.load(null, (next) => {
      if (isFirst) this.next = next;
    });
  }

  async more(): Promise<void> {
    if (this.next !== null) await this.load(this.next, (next) => (this.next = next));
  }

  private async load(cursor: string | null, goOn: (next: string | null) => void): Promise<void> {
    if (this.state === "loading") return;
    const before = this.state;
    this.state = "loading";
    try {
      const { items, next } = await this.api.page(cursor);
      for (const view of items) this.chat.know(view);
      goOn(next);
      this.state = "there";
    } catch {
      this.state = before === "there" ? "there" : "failed";
    }
  }
}
