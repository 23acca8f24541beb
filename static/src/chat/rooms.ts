import type { Message, RoomView } from "./frames";

/** What the chat asks of the API. */
export interface Rooms {
  /** Gives a socket token; throws `SessionEnded` when the session is over. */
  ticket(): Promise<string>;
  /** Has the session looked at, because the server says that it is over. */
  ended(): void;
  page(cursor: string | null): Promise<{ items: RoomView[]; next: string | null }>;
  room(roomId: string): Promise<RoomView>;
  open(username: string, projectId?: string | null): Promise<RoomView>;
  leave(roomId: string): Promise<void>;
  older(roomId: string, beforeSeq: number): Promise<Message[]>;
}
