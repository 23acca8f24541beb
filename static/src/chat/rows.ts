/** How a talk is laid out: days, groups of bubbles, and a stamp where a group or a state ends. */

import type { Message } from "./frames";
import type { Saying } from "./outbox";

export type Delivery = "sending" | "sent" | "read" | "failed";

export interface Bubble {
  kind: "bubble";
  key: string;
  text: string;
  at: number;
  seq: number | null;
  isMine: boolean;
  delivery: Delivery | null;
  failure: string | null;
  clientId: string;
  /** Whether another one of the group stands before it, and after it. */
  joins: boolean;
  joined: boolean;
  /** Whether the time and the state stand beneath it. */
  isStamped: boolean;
}

export type Row = Bubble | { kind: "day"; key: string; at: number } | { kind: "unread"; key: string };

const GROUP_MILLISECONDS = 5 * 60_000;

export interface Talk {
  messages: readonly Message[];
  sayings: readonly Saying[];
  me: string;
  partnerReadSeq: number;
  /** Up to where one had read when the room was opened; the line of unread messages follows it. */
  readAtFirst: number | null;
}

/** Lay out a room. */
export function rowsOf(talk: Talk): Row[] {
  const bubbles = [
    ...talk.messages.map((message) => said(message, talk)),
    ...unsaid(talk).map((saying) => waiting(saying)),
  ];
  const rows: Row[] = [];
  let isLineDrawn = talk.readAtFirst === null;
  bubbles.forEach((bubble, place) => {
    const before = bubbles[place - 1];
    if (!before || dayOf(before.at) !== dayOf(bubble.at)) {
      rows.push({ kind: "day", key: `day-${bubble.key}`, at: bubble.at });
    }
    if (!isLineDrawn && !bubble.isMine && bubble.seq !== null && bubble.seq > (talk.readAtFirst ?? 0)) {
      rows.push({ kind: "unread", key: "unread" });
      isLineDrawn = true;
    }
    rows.push(bubble);
  });
  for (const [place, row] of rows.entries()) {
    if (row.kind === "bubble") join(row, rows[place + 1]);
  }
  return rows;
}

/** Another tab may keep something for a moment longer than it takes to be told that it was said. */
function unsaid({ messages, sayings, me }: Talk): readonly Saying[] {
  if (sayings.length === 0) return sayings;
  const own = new Set(messages.filter(({ sender_id }) => sender_id === me).map(({ client_id }) => client_id));
  return sayings.filter(({ clientId }) => !own.has(clientId));
}

function join(bubble: Bubble, next: Row | undefined): void {
  const isNear = next?.kind === "bubble" && isSameGroup(bubble, next);
  bubble.joined = isNear;
  bubble.isStamped = !isNear;
  if (isNear) next.joins = true;
}

/** Bubbles of one state that follow each other closely: one stamp says it for all of them. */
function isSameGroup(bubble: Bubble, next: Bubble): boolean {
  return (
    bubble.isMine === next.isMine &&
    bubble.delivery === next.delivery &&
    bubble.delivery !== "failed" &&
    next.at - bubble.at < GROUP_MILLISECONDS
  );
}

function said(message: Message, { me, partnerReadSeq }: Talk): Bubble {
  const isMine = message.sender_id === me;
  const delivery = !isMine ? null : message.seq <= partnerReadSeq ? "read" : "sent";
  // One that was just acknowledged keeps its key, and so its place on the screen.
  const key = isMine ? message.client_id : message.id;
  const at = Date.parse(message.sent_at);
  return bubble({ key, text: message.text, at, seq: message.seq, isMine, delivery, clientId: message.client_id });
}

function waiting({ clientId, text, writtenAt, failure }: Saying): Bubble {
  const delivery = failure === null ? "sending" : "failed";
  return bubble({ key: clientId, text, at: writtenAt, isMine: true, delivery, failure, clientId });
}

function bubble(given: Pick<Bubble, "key" | "text" | "at" | "isMine" | "delivery" | "clientId"> & Partial<Bubble>): Bubble {
  return { kind: "bubble", seq: null, failure: null, joins: false, joined: false, isStamped: true, ...given };
}

function dayOf(at: number): string {
  return new Date(at).toDateString();
}
