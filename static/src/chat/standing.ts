/** Where a room stands, and how what is heard moves it. Positions never go back. */

import type { Message, Outline } from "./frames";

export type Standing = Omit<Outline, "room_id">;

/** Take in a message of the room that may be known already. */
export function afterSaid(standing: Standing, message: Message, me: string): Standing {
  if (message.seq <= standing.last_seq) return standing;
  const isTheirs = message.sender_id !== me;
  return {
    ...standing,
    last_seq: message.seq,
    unread_count: standing.unread_count + (isTheirs && message.seq > standing.read_seq ? 1 : 0),
  };
}

/** Take in how far one has read oneself, here or on another page; `unread` counts what is beyond. */
export function afterOwnRead(standing: Standing, seq: number, unread: (after: number) => number | null): Standing {
  if (seq <= standing.read_seq) return standing;
  const counted = seq >= standing.last_seq ? 0 : unread(seq);
  const most = Math.max(0, standing.last_seq - seq);
  return { ...standing, read_seq: seq, unread_count: counted ?? Math.min(standing.unread_count, most) };
}

/** Take in how far the partner has read. */
export function afterTheirRead(standing: Standing, seq: number): Standing {
  return { ...standing, partner_read_seq: Math.max(seq, standing.partner_read_seq) };
}

/** Take over what the API says of a room of which the socket tells: what changes at once is the socket's word. */
export function afterView(standing: Standing, view: Standing): Standing {
  const { status, left_by_partner, partner_connected } = standing;
  return afterOutline(standing, { ...view, status, left_by_partner, partner_connected });
}

/** Take over what the server says of the room, unless more is known here of its end. */
export function afterOutline(standing: Standing, outline: Standing): Standing {
  const isOlder = outline.last_seq < standing.last_seq;
  return {
    status: outline.status,
    left_by_partner: outline.left_by_partner,
    partner_connected: outline.partner_connected,
    last_seq: Math.max(standing.last_seq, outline.last_seq),
    read_seq: Math.max(standing.read_seq, outline.read_seq),
    partner_read_seq: Math.max(standing.partner_read_seq, outline.partner_read_seq),
    unread_count: isOlder || outline.read_seq < standing.read_seq ? standing.unread_count : outline.unread_count,
  };
}

/** Count the messages of the partner after a number, or give null when some of them are not here. */
export function countTheirs(messages: readonly Message[], after: number, me: string): number | null {
  const first = messages[0];
  if (!first || first.seq > after + 1) return null;
  return messages.filter((message) => message.seq > after && message.sender_id !== me).length;
}
