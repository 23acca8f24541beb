/** What goes over the socket, as docs/protocol.md writes it: commands there, events back. */

import type { Schemas } from "../lib/api";

/** One line of a room. */
export type Message = Schemas["MessageView"];
/** A room as one of its two members sees it. */
export type RoomView = Schemas["RoomView"];
export type Partner = Schemas["AuthorView"];
export type Status = RoomView["status"];

/** Where a room stands for the one who asks. */
export interface Outline {
  room_id: string;
  status: Status;
  left_by_partner: boolean;
  /** Whether the partner is connected to the room. */
  partner_connected: boolean;
  last_seq: number;
  read_seq: number;
  partner_read_seq: number;
  unread_count: number;
}

export interface Problem {
  status: number;
  title: string;
  detail?: string;
}

export type Command =
  | { type: "open"; room_id: string; after_seq: number }
  | { type: "leave_view"; room_id: string }
  | { type: "say"; room_id: string; client_id: string; text: string }
  | { type: "typing"; room_id: string }
  | { type: "read"; room_id: string; seq: number };

export type Said = { type: "said" } & Message;
export type Welcomed = { type: "welcomed"; user_id: string; rooms: Outline[]; complete: boolean };
export type Opened = {
  type: "opened";
  room: RoomView;
  messages: Message[];
  complete: boolean;
  last_seq: number;
};
export type IsTyping = { type: "typing"; room_id: string; user_id: string };
export type HasRead = { type: "read"; room_id: string; user_id: string; seq: number };
export type RoomChanged = {
  type: "room_changed";
  room_id: string;
  status: Status;
  left_by_partner: boolean;
  partner_connected: boolean;
  left?: boolean;
};
export type Refused = {
  type: "refused";
  command?: string | null;
  room_id?: string | null;
  client_id?: string | null;
  problem: Problem;
};
export type Restarting = { type: "restarting" };

export type Event = Welcomed | Opened | Said | IsTyping | HasRead | RoomChanged | Refused | Restarting;

/** Tell whether a command will be answered, if only with a refusal. */
export function isAnswered(command: Command): boolean {
  return command.type === "open" || command.type === "say" || command.type === "read";
}
