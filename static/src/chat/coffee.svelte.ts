/** The coffee chat of the one who is signed in: their rooms, and what of them is on the screen. */

import { rooms } from "./api";
import { Chat } from "./chat.svelte";
import { clock } from "./clock.svelte";
import { draftKey, forgetWritten, keepDraft, readDraft } from "./drafts";
import { RoomList } from "./list.svelte";
import { presenceOf, type Presence } from "./presence";
import type { Room } from "./room.svelte";
import { Screen } from "./screen.svelte";
import { Shelf } from "./shelf";

const TAB = "sidepro.tab";

export class Coffee {
  readonly chat: Chat;
  readonly list: RoomList;
  readonly screen = new Screen();
  private readonly shelf = Shelf.shared();

  constructor(readonly me: string) {
    const address = `${location.origin.replace(/^http/, "ws")}/ws`;
    this.chat = new Chat(me, rooms, this.shelf, tabName(), address, () => void this.list.refresh());
    this.list = new RoomList(this.chat, rooms);
    this.chat.start();
  }

  /** Open the room with somebody, a new one if there is none. */
  async talkTo(username: string, projectId?: string): Promise<Room> {
    return this.chat.know(await rooms.open(username, projectId));
  }

  /** Find a room that is not known here yet; throws when there is none for its reader. */
  async find(roomId: string): Promise<Room> {
    return this.chat.know(await rooms.room(roomId));
  }

  presence(room: Room): Presence {
    const signs = {
      hasAccount: room.view === null || room.view.partner !== null,
      hasLeft: room.standing.left_by_partner,
      isConnected: room.standing.partner_connected,
      isCutOff: this.chat.isCutOff,
      signAt: room.signAt,
    };
    return presenceOf(signs, clock.now);
  }

  draft(room: Room): string {
    return readDraft(this.shelf, this.me, room.id);
  }

  draftKey(room: Room): string {
    return draftKey(this.me, room.id);
  }

  keepDraft(room: Room, text: string): void {
    keepDraft(this.shelf, this.me, room.id, text);
  }

  /** End, because its user has logged out: nothing that was written stays in the browser. */
  leave(): void {
    this.screen.close();
    this.chat.stop();
    forgetWritten(this.shelf);
  }
}

/** Give this tab a name that a reload does not change. */
function tabName(): string {
  try {
    const name = sessionStorage.getItem(TAB) ?? crypto.randomUUID();
    sessionStorage.setItem(TAB, name);
    return name;
  } catch {
    return crypto.randomUUID();
  }
}
