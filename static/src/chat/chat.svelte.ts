/** All coffee chats of the one who is signed in, kept in step with the server by one socket. */

import { SvelteMap } from "svelte/reactivity";
import { Absence } from "./absence.svelte";
import { Delivery } from "./delivery";
import type { Event, Message, Opened, Refused, RoomChanged, RoomView, Welcomed } from "./frames";
import { Link, type LinkState } from "./link";
import { Outbox } from "./outbox";
import { Room, standingOf } from "./room.svelte";
import type { Rooms } from "./rooms";
import { AGAIN_MILLISECONDS, isPassing, Reads, Underway } from "./told";
import { TypingPace } from "./typing";

export class Chat {
  readonly rooms = new SvelteMap<string, Room>();
  /** Whether the socket has been welcomed at least once, so that what is shown is what there is. */
  isReady = $state(false);
  unread = $derived.by(() => {
    let unread = 0;
    for (const room of this.rooms.values()) unread += room.standing.unread_count;
    return unread;
  });
  /** The last message of somebody else, to be announced. */
  heard = $state.raw<Message | null>(null);

  readonly delivery: Delivery;
  private readonly link: Link;
  private state: LinkState = "connecting";
  private readonly absence = new Absence();
  /** The room that somebody looks at on this page. */
  private viewing: string | null = null;
  private readonly asked = new Underway();
  private readonly fetching = new Underway();
  private readonly reads = new Reads();
  private readonly typing = new TypingPace();
  private readonly listening = new AbortController();

  constructor(
    readonly me: string,
    private readonly api: Rooms,
    storage: Storage,
    tab: string,
    address: string,
    /** Told when the rooms may have changed unheard. */
    private readonly missed: () => void,
  ) {
    this.delivery = new Delivery(new Outbox(storage, me, tab), this.rooms, (command) => this.link.send(command));
    this.link = new Link({
      address,
      ticket: () => api.ticket(),
      received: (event) => this.receive(event),
      changed: (state) => this.change(state),
      silent: () => this.viewing !== null && this.ask(this.viewing),
    });
  }

  /** Whether the connection is away for more than a moment. */
  get isCutOff(): boolean {
    return this.absence.isLong;
  }

  start(): void {
    const { signal } = this.listening;
    window.addEventListener("storage", () => this.delivery.show(), { signal });
    this.absence.begin();
    this.link.start();
  }

  stop(): void {
    this.listening.abort();
    this.absence.end();
    this.link.stop();
  }

  /** Look at a room, or at none. */
  look(roomId: string | null): void {
    if (this.viewing === roomId) return;
    if (this.viewing) this.link.send({ type: "leave_view", room_id: this.viewing });
    this.viewing = roomId;
    if (roomId) this.ask(roomId);
  }

  isViewing(roomId: string): boolean {
    return this.viewing === roomId;
  }

  /** Say something; it is kept until it is stored. */
  say(room: Room, text: string): void {
    this.delivery.say(room.id, text);
    this.typing.reset();
  }

  /** Tell that one has read up to a message; told again later when the connection is lost. */
  read(room: Room, seq: number): void {
    if (seq <= room.standing.read_seq || !this.reads.advance(room.id, seq)) return;
    room.heardRead(this.me, seq);
    this.link.send({ type: "read", room_id: room.id, seq });
  }

  /** Tell the partner that one is typing. */
  type(room: Room): void {
    if (this.typing.isDue(Date.now())) this.link.send({ type: "typing", room_id: room.id });
  }

  /** Take in a room that the API has shown. */
  know(view: RoomView): Room {
    const room = this.rooms.get(view.id) ?? this.add(view.id, new Room(view.id, this.me, standingOf(view)));
    room.show(view);
    return room;
  }

  async older(room: Room): Promise<void> {
    const first = room.messages[0]?.seq;
    if (first && first > 1) room.prepend(await this.api.older(room.id, first));
  }

  async leave(room: Room): Promise<void> {
    await this.api.leave(room.id);
    this.forget(room.id);
  }

  private add(id: string, room: Room): Room {
    room.sayings = this.delivery.list(id);
    this.rooms.set(id, room);
    return room;
  }

  private forget(roomId: string): void {
    this.delivery.forget(roomId);
    if (this.viewing === roomId) this.viewing = null;
    this.rooms.delete(roomId);
  }

  private change(state: LinkState): void {
    this.state = state;
    if (state === "ended") this.api.ended();
    if (state === "welcomed") return this.absence.end();
    this.absence.begin();
    this.asked.clear();
    for (const room of this.rooms.values()) room.lose();
  }

  private receive(event: Event): void {
    switch (event.type) {
      case "welcomed":
        return this.resume(event);
      case "opened":
        return this.takeOpened(event);
      case "said":
        return this.takeSaid(event);
      case "typing":
        return this.rooms.get(event.room_id)?.heardTyping(event);
      case "read":
        return this.rooms.get(event.room_id)?.heardRead(event.user_id, event.seq);
      case "room_changed":
        return this.takeChange(event);
      case "refused":
        return this.takeRefusal(event);
    }
  }

  /** Take over where the rooms stand, say again what has no answer, and ask for what was missed. */
  private resume({ rooms, complete }: Welcomed): void {
    for (const outline of rooms) {
      const id = outline.room_id;
      const room = this.rooms.get(id) ?? this.add(id, new Room(id, this.me, standingOf(outline)));
      room.outlined(outline);
    }
    const left = [...this.rooms.keys()].filter((id) => !rooms.some(({ room_id }) => room_id === id));
    for (const id of complete ? left : []) this.rooms.delete(id);
    this.delivery.resume();
    for (const { room_id, read_seq } of rooms) {
      const seq = this.reads.upTo(room_id);
      if (read_seq < seq) this.link.send({ type: "read", room_id, seq });
    }
    if (this.viewing) this.ask(this.viewing);
    this.isReady = true;
    this.missed();
  }

  private takeOpened({ room: view, messages, complete }: Opened): void {
    this.asked.end(view.id);
    const room = this.know(view);
    room.tell(standingOf(view));
    for (const message of messages) this.settle(message);
    if (!room.opened(messages, complete) && this.viewing === view.id) this.ask(view.id);
  }

  private takeSaid(message: Message): void {
    this.settle(message);
    const room = this.rooms.get(message.room_id);
    const isNews = message.sender_id !== this.me && message.seq > (room?.standing.last_seq ?? 0);
    if (isNews) this.heard = message;
    if (!room?.view) void this.fetch(message.room_id);
    if (!room) return;
    if (isNews) room.signAt = Date.now();
    if (room.hear(message) && this.viewing === room.id) this.ask(room.id);
  }

  private takeChange({ room_id, status, left_by_partner, partner_connected, left }: RoomChanged): void {
    if (left) return this.forget(room_id);
    const room = this.rooms.get(room_id);
    const hasChangedHands = room?.standing.left_by_partner !== left_by_partner;
    room?.tell({ ...room.standing, status, left_by_partner, partner_connected });
    if (!room?.view || hasChangedHands) void this.fetch(room_id);
  }

  /** Try again later what may succeed later, and give up the rest. */
  private takeRefusal({ command, room_id, client_id, problem }: Refused): void {
    if (!room_id) return;
    if (command === "open") {
      this.asked.end(room_id);
      if (isPassing(problem)) setTimeout(() => this.ask(room_id), AGAIN_MILLISECONDS);
      else this.forget(room_id);
    } else if (command === "say" && client_id) {
      this.delivery.refused(room_id, client_id, problem);
    }
  }

  /** Forget that something is on its way: it has arrived. */
  private settle(message: Message): void {
    if (message.sender_id === this.me) this.delivery.arrived(message);
  }

  /** Ask for what comes after the last message that is here, once at a time. */
  private ask(roomId: string): void {
    const room = this.rooms.get(roomId);
    if (!room || this.state !== "welcomed" || !this.asked.begin(roomId)) return;
    this.link.send({ type: "open", room_id: roomId, after_seq: room.askAfter() });
  }

  /** Ask the API about a room that is new here. */
  private async fetch(roomId: string): Promise<void> {
    if (!this.fetching.begin(roomId)) return;
    try {
      this.know(await this.api.room(roomId));
    } catch {
      // The next event of the room, or the list of rooms, asks again.
    } finally {
      this.fetching.end(roomId);
    }
  }
}
