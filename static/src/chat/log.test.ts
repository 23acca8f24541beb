import { describe, expect, it } from "vitest";
import type { Message } from "./frames";
import { beginAfter, RoomLog } from "./log";

function line(seq: number): Message {
  return { id: `m${seq}`, room_id: "r", seq, client_id: `c${seq}`, sender_id: "a", text: `${seq}`, sent_at: "" };
}

const seqs = (log: RoomLog) => log.messages.map(({ seq }) => seq);

describe("a room's log", () => {
  it("keeps messages in order, each once", () => {
    const log = new RoomLog(0);
    log.merge([line(1), line(2)]);

    expect(log.merge([line(2), line(3)]).map(({ seq }) => seq)).toEqual([3]);
    expect(seqs(log)).toEqual([1, 2, 3]);
  });

  it("shows nothing beyond a hole until the hole is filled", () => {
    const log = new RoomLog(0);
    log.merge([line(1), line(4)]);
    expect([seqs(log), log.hasHole, log.lastSeq]).toEqual([[1], true, 1]);

    log.merge([line(2), line(3)]);
    expect([seqs(log), log.hasHole, log.lastSeq]).toEqual([[1, 2, 3, 4], false, 4]);
  });

  it("puts older messages before the first, and only those that reach it", () => {
    const log = new RoomLog(10);
    log.merge([line(11)]);

    log.prepend([line(5), line(6)]);
    expect(seqs(log)).toEqual([11]);

    log.prepend([line(9), line(10), line(11)]);
    expect(seqs(log)).toEqual([9, 10, 11]);
    expect(log.firstSeq).toBe(9);
  });

  it("ends up the same in whatever order and however often messages come", () => {
    for (let run = 0; run < 200; run++) {
      const log = new RoomLog(0);
      const all = Array.from({ length: 30 }, (_, place) => line(place + 1));
      const coming = [...all, ...all].sort(() => Math.random() - 0.5);
      for (const message of coming) log.merge([message]);
      expect(seqs(log)).toEqual(all.map(({ seq }) => seq));
      expect(log.hasHole).toBe(false);
    }
  });
});

describe("where a room is begun", () => {
  it("shows the last fifty, or what is unread with something before it", () => {
    expect(beginAfter(30, 30)).toBe(0);
    expect(beginAfter(500, 500)).toBe(450);
    expect(beginAfter(500, 420)).toBe(410);
    expect(beginAfter(5000, 3)).toBe(4800);
  });
});
