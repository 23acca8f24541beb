import type { Message } from "./frames";

/** The messages of one room in order, without holes, each once; what lies beyond a hole waits. */
export class RoomLog {
  /** In order; another array after each change. */
  messages: readonly Message[] = [];
  /** Up to where the room is here without a hole. */
  lastSeq: number;
  private readonly beyond = new Map<number, Message>();

  constructor(readonly afterSeq: number) {
    this.lastSeq = afterSeq;
  }

  /** The number of the first message that is here, or that would be. */
  get firstSeq(): number {
    return this.messages[0]?.seq ?? this.afterSeq + 1;
  }

  get hasHole(): boolean {
    return this.beyond.size > 0;
  }

  /** Take in messages that may be known, or come too early; give those that are new here. */
  merge(messages: Iterable<Message>): Message[] {
    for (const message of messages) {
      if (message.seq > this.lastSeq) this.beyond.set(message.seq, message);
    }
    const added: Message[] = [];
    for (let next = this.beyond.get(this.lastSeq + 1); next; next = this.beyond.get(this.lastSeq + 1)) {
      this.beyond.delete(next.seq);
      added.push(next);
      this.lastSeq = next.seq;
    }
    if (added.length) this.messages = [...this.messages, ...added];
    return added;
  }

  /** Put older messages before the first one; those that do not reach it are of no use. */
  prepend(older: readonly Message[]): void {
    const fitting = older.filter((message) => message.seq < this.firstSeq);
    if (fitting.at(-1)?.seq === this.firstSeq - 1) this.messages = [...fitting, ...this.messages];
  }
}

const SHOWN_AT_FIRST = 50;
const SHOWN_BEFORE_UNREAD = 10;
const MOST_AT_FIRST = 200;

/** Tell after which message a room is shown at first: what is unread and something before it, but not for ever. */
export function beginAfter(lastSeq: number, readSeq: number): number {
  const wanted = Math.min(lastSeq - SHOWN_AT_FIRST, readSeq - SHOWN_BEFORE_UNREAD);
  return Math.max(0, wanted, lastSeq - MOST_AT_FIRST);
}
