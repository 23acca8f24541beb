import type { IsTyping, Message, Outline, Partner, RoomView } from "./frames";
import { beginAfter, RoomLog } from "./log";
import type { Saying } from "./outbox";
import { afterOutline, afterOwnRead, afterSaid, afterTheirRead, afterView, countTheirs, type Standing } from "./standing";
import { typingLeft } from "./typing";

/** When more than so many messages were missed, the room begins anew at its end. */
const MOST_CAUGHT_UP = 400;

/** One room as this page knows it: where it stands, and what was said in it as far as it was looked at. */
export class Room {
  /** Where it stands; known of every room. */
  standing = $state.raw<Standing>() as Standing;
  /** Null until somebody asked who the partner is. */
  view = $state.raw<RoomView | null>(null);
  lastMessage = $state.raw<Message | null>(null);
  messages = $state.raw<readonly Message[]>([]);
  sayings = $state.raw<readonly Saying[]>([]);
  /** Whether what is here reaches the end of the room. */
  isCaughtUp = $state(false);
  isTyping = $state(false);
  /** When the partner gave the last sign of being there. */
  signAt = $state(-Infinity);
  /** Whether the socket tells of this room, so that what the API says of it comes late. */
  isTold = false;

  private log: RoomLog | null = null;
  private typingEnds: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly id: string,
    private readonly me: string,
    standing: Standing,
  ) {
    this.standing = standing;
  }

  get partner(): Partner | null {
    return this.view?.partner ?? null;
  }

  get activeAt(): number {
    return Date.parse(this.lastMessage?.sent_at ?? this.view?.created_at ?? "") || 0;
  }

  get hasOlder(): boolean {
    return (this.messages[0]?.seq ?? 1) > 1;
  }

  get isPending(): boolean {
    return this.standing.left_by_partner;
  }

  /** Take in who it is with, and where it stands. */
  show(view: RoomView): void {
    this.view = view;
    this.stand((this.isTold ? afterView : afterOutline)(this.standing, standingOf(view)));
    if (view.last_message) this.noteLast(view.last_message);
  }

  outlined(outline: Outline): void {
    this.tell(standingOf(outline));
    if (outline.last_seq > (this.log?.lastSeq ?? 0)) this.isCaughtUp = false;
  }

  /** Take in where the room stands, from the socket. */
  tell(told: Standing): void {
    this.isTold = true;
    this.stand(afterOutline(this.standing, told));
  }

  /** Give the number after which to ask for messages, so that what is here has no hole. */
  askAfter(): number {
    const { last_seq, read_seq, unread_count } = this.standing;
    if (this.log && last_seq - this.log.lastSeq > MOST_CAUGHT_UP) this.log = null;
    this.log ??= new RoomLog(beginAfter(last_seq, unread_count > 0 ? read_seq : last_seq));
    return this.log.lastSeq;
  }

  /** Take in messages that were asked for; tells whether that is all there is. */
  opened(messages: readonly Message[], complete: boolean): boolean {
    for (const message of messages) this.hear(message);
    this.isCaughtUp = complete && !this.log?.hasHole;
    return this.isCaughtUp;
  }

  /** Take in a message from wherever; tells whether something before it is missing. */
  hear(message: Message): boolean {
    this.standing = afterSaid(this.standing, message, this.me);
    this.noteLast(message);
    if (message.sender_id !== this.me) this.endTyping();
    this.log?.merge([message]);
    this.messages = this.log?.messages ?? [];
    if (this.log?.hasHole) this.isCaughtUp = false;
    return this.log?.hasHole ?? false;
  }

  prepend(older: readonly Message[]): void {
    this.log?.prepend(older);
    this.messages = this.log?.messages ?? [];
  }

  heardRead(userId: string, seq: number): void {
    if (userId === this.me) {
      this.standing = afterOwnRead(this.standing, seq, (after) => countTheirs(this.messages, after, this.me));
    } else {
      this.standing = afterTheirRead(this.standing, seq);
      this.signAt = Date.now();
    }
  }

  heardTyping({ user_id }: IsTyping): void {
    if (user_id === this.me) return;
    this.signAt = Date.now();
    this.isTyping = true;
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => this.endTyping(), typingLeft(this.signAt, Date.now()));
  }

  /** Take in that the connection is lost: nothing is told of the room until there is another one. */
  lose(): void {
    this.isTold = false;
    this.endTyping();
  }

  endTyping(): void {
    clearTimeout(this.typingEnds);
    this.isTyping = false;
  }

  /** Whoever was in the room until now was there lately. */
  private stand(standing: Standing): void {
    if (this.standing.partner_connected && !standing.partner_connected) this.signAt = Date.now();
    this.standing = standing;
  }

  private noteLast(message: Message): void {
    if (message.seq >= (this.lastMessage?.seq ?? 0)) this.lastMessage = message;
  }
}

/** Read where a room stands, field by field. */
export function standingOf(from: Standing): Standing {
  const { status, left_by_partner, partner_connected, last_seq, read_seq, partner_read_seq, unread_count } = from;
  return { status, left_by_partner, partner_connected, last_seq, read_seq, partner_read_seq, unread_count };
}
