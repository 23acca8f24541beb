import { describe, expect, it } from "vitest";
import type { Message } from "./frames";
import {
  afterOutline,
  afterOwnRead,
  afterSaid,
  afterTheirRead,
  afterView,
  countTheirs,
  type Standing,
} from "./standing";

const fresh: Standing = {
  status: "running",
  left_by_partner: false,
  partner_connected: false,
  last_seq: 0,
  read_seq: 0,
  partner_read_seq: 0,
  unread_count: 0,
};

function line(seq: number, sender_id: string): Message {
  return { id: `m${seq}`, room_id: "r", seq, client_id: `c${seq}`, sender_id, text: "", sent_at: "" };
}

describe("where a room stands", () => {
  it("counts what the partner said, once, and never what one said oneself", () => {
    let standing = fresh;
    for (const message of [line(1, "jun"), line(2, "mina"), line(2, "mina"), line(3, "jun"), line(1, "jun")]) {
      standing = afterSaid(standing, message, "mina");
    }
    expect([standing.last_seq, standing.unread_count]).toEqual([3, 2]);
  });

  it("counts again from where one has read on another page", () => {
    const messages = [line(1, "jun"), line(2, "jun"), line(3, "mina"), line(4, "jun")];
    const standing = { ...fresh, last_seq: 4, unread_count: 3 };
    const count = (after: number) => countTheirs(messages, after, "mina");

    expect(afterOwnRead(standing, 2, count).unread_count).toBe(1);
    expect(afterOwnRead(standing, 4, count).unread_count).toBe(0);
    expect(afterOwnRead({ ...standing, read_seq: 3 }, 2, count).read_seq).toBe(3);
  });

  it("guesses no more than there can be when the messages are not here", () => {
    const standing = { ...fresh, last_seq: 40, unread_count: 30 };
    expect(afterOwnRead(standing, 35, () => null).unread_count).toBe(5);
  });

  it("never lets the partner unread something", () => {
    expect(afterTheirRead({ ...fresh, partner_read_seq: 5 }, 3).partner_read_seq).toBe(5);
  });

  it("believes the server, but not an outline that is older than what was heard", () => {
    const known = { ...fresh, last_seq: 9, read_seq: 4, unread_count: 5 };

    expect(afterOutline(known, { ...fresh, last_seq: 12, read_seq: 4, unread_count: 8 })).toMatchObject({
      last_seq: 12,
      unread_count: 8,
    });
    expect(afterOutline(known, { ...fresh, status: "pending", last_seq: 7, unread_count: 3 })).toMatchObject({
      status: "pending",
      last_seq: 9,
      unread_count: 5,
    });
  });

  it("goes by the socket alone in what changes at once", () => {
    const told = { ...fresh, partner_connected: true, last_seq: 2 };
    const late: Standing = { ...fresh, status: "stopped", last_seq: 3, unread_count: 1 };

    expect(afterView(told, late)).toEqual({ ...told, last_seq: 3, unread_count: 1 });
    expect(afterOutline(told, late)).toEqual(late);
  });
});
