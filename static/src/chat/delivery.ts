/** What one says, on its way: kept in the browser until it is stored, and said again until it has an answer. */

import type { Command, Message, Refused } from "./frames";
import { LEFT_TO_ITS_TAB, Outbox, type Saying } from "./outbox";
import type { Room } from "./room.svelte";
import { AGAIN_MILLISECONDS, isPassing } from "./told";

export class Delivery {
  constructor(
    private readonly outbox: Outbox,
    private readonly rooms: ReadonlyMap<string, Room>,
    private readonly send: (command: Command) => void,
  ) {}

  /** List what waits in a room. */
  list(roomId: string): Saying[] {
    return this.outbox.list(roomId);
  }

  say(roomId: string, text: string): void {
    this.sendAll([this.outbox.add(roomId, text, crypto.randomUUID(), Date.now())]);
    this.show();
  }

  /** Say again what was refused. */
  retry(clientId: string): void {
    const saying = this.outbox.retry(clientId, Date.now());
    if (saying) this.sendAll([saying]);
    this.show();
  }

  discard(clientId: string): void {
    this.outbox.remove(clientId);
    this.show();
  }

  /** Throw away what waits in a room that there is no more. */
  forget(roomId: string): void {
    for (const { clientId } of this.outbox.list(roomId)) this.outbox.remove(clientId);
  }

  /** Take in that one's own message has arrived. */
  arrived({ client_id }: Message): void {
    this.outbox.remove(client_id);
    this.show();
  }

  /** Try again later what may succeed later, and give up the rest. */
  refused(roomId: string, clientId: string, problem: Refused["problem"]): void {
    if (isPassing(problem)) setTimeout(() => this.again(roomId), AGAIN_MILLISECONDS);
    else this.outbox.fail(clientId, problem.detail ?? problem.title);
    this.show();
  }

  /** Say everything that has no answer on a new connection; later, also what closed tabs have left behind. */
  resume(): void {
    this.again();
    setTimeout(() => this.again(), LEFT_TO_ITS_TAB);
  }

  /** Show in each room what waits there, from whichever tab. */
  show(): void {
    const all = this.outbox.list();
    for (const room of this.rooms.values()) {
      const sayings = all.filter(({ roomId }) => roomId === room.id);
      if (sayings.length || room.sayings.length) room.sayings = sayings;
    }
  }

  /** Say what is due, in its order, everywhere or in a room: what is stored already is just told again. */
  private again(roomId?: string): void {
    this.sendAll(this.outbox.due(Date.now()).filter((saying) => !roomId || saying.roomId === roomId));
  }

  private sendAll(sayings: readonly Saying[]): void {
    for (const { roomId: room_id, clientId: client_id, text } of sayings) {
      this.send({ type: "say", room_id, client_id, text });
    }
  }
}
