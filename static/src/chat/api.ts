/** What the chat asks of the API, as who is signed in. */

import { ApiProblem } from "../lib/problem";
import { session } from "../lib/session.svelte";
import { SessionEnded } from "./link";
import type { Rooms } from "./rooms";

const ROOMS_AT_ONCE = 50;
const OLDER_AT_ONCE = 50;

export const rooms: Rooms = {
  async ticket() {
    try {
      return (await session.ask("post", "/sessions/current/socket")).token;
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) throw new SessionEnded();
      throw error;
    }
  },

  ended: () => void session.ask("get", "/users/me").catch(() => undefined),

  page: (cursor) => session.ask("get", "/rooms", { query: { limit: ROOMS_AT_ONCE, ...(cursor && { cursor }) } }),

  room: (room_id) => session.ask("get", "/rooms/{room_id}", { path: { room_id } }),

  open: (username, project_id = null) => session.ask("post", "/rooms", { body: { username, project_id } }),

  leave: (room_id) => session.ask("delete", "/rooms/{room_id}", { path: { room_id } }),

  async older(room_id, before_seq) {
    const query = { before_seq, limit: OLDER_AT_ONCE };
    return (await session.ask("get", "/rooms/{room_id}/messages", { path: { room_id }, query })).items;
  },
};
