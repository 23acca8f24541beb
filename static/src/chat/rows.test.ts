import { describe, expect, it } from "vitest";
import type { Message } from "./frames";
import type { Saying } from "./outbox";
import { rowsOf, type Bubble, type Talk } from "./rows";

const noon = new Date(2026, 10, 22, 12).getTime();
const minute = 60_000;

function line(seq: number, sender_id: string, at: number): Message {
  const sent_at = new Date(at).toISOString();
  return { id: `m${seq}`, room_id: "r", seq, client_id: `c${seq}`, sender_id, text: `${seq}`, sent_at };
}

function saying(clientId: string, writtenAt: number, failure: string | null = null): Saying {
  return { clientId, roomId: "r", text: clientId, writtenAt, tab: "t", failure };
}

function talk(given: Partial<Talk>): Talk {
  return { messages: [], sayings: [], me: "mina", partnerReadSeq: 0, readAtFirst: null, ...given };
}

const outline = (given: Partial<Talk>) =>
  rowsOf(talk(given)).map((row) => (row.kind === "bubble" ? row.text + (row.isStamped ? "." : "") : row.kind));

const bubbles = (given: Partial<Talk>) =>
  rowsOf(talk(given)).filter((row): row is Bubble => row.kind === "bubble");

describe("how a talk is laid out", () => {
  it("groups what somebody says in one go, and stamps the last of a group", () => {
    const messages = [
      line(1, "jun", noon),
      line(2, "jun", noon + minute),
      line(3, "mina", noon + 2 * minute),
      line(4, "jun", noon + 3 * minute),
      line(5, "jun", noon + 9 * minute),
    ];
    expect(outline({ messages })).toEqual(["day", "1", "2.", "3.", "4.", "5."]);
    expect(bubbles({ messages }).map(({ joins, joined }) => [joins, joined])).toEqual([
      [false, true],
      [true, false],
      [false, false],
      [false, false],
      [false, false],
    ]);
  });

  it("begins every day with its date", () => {
    const messages = [line(1, "jun", noon), line(2, "jun", noon + 24 * 60 * minute)];
    expect(outline({ messages })).toEqual(["day", "1.", "day", "2."]);
  });

  it("says of each own message how far it came", () => {
    const messages = [line(1, "mina", noon), line(2, "mina", noon + 1)];
    const sayings = [saying("refused", noon + 2, "왜냐하면"), saying("new", noon + 3)];
    const laid = bubbles({ messages, sayings, partnerReadSeq: 1 });

    expect(laid.map(({ delivery }) => delivery)).toEqual(["read", "sent", "failed", "sending"]);
    expect(laid.every(({ isStamped }) => isStamped)).toBe(true);
  });

  it("draws the line before the first message of the partner that was unread, once", () => {
    const messages = [
      line(1, "jun", noon),
      line(2, "mina", noon + 1),
      line(3, "jun", noon + 2),
      line(4, "jun", noon + 3),
    ];
    expect(outline({ messages, readAtFirst: 1 })).toEqual(["day", "1.", "2.", "unread", "3", "4."]);
    expect(outline({ messages, readAtFirst: 4 })).not.toContain("unread");
  });

  it("shows nothing twice that was said already and is still kept by another tab", () => {
    const messages = [line(1, "mina", noon), line(2, "jun", noon + 1)];
    const laid = bubbles({ messages, sayings: [saying("c1", noon), saying("c2", noon)] });

    expect(laid.map(({ key, delivery }) => [key, delivery])).toEqual([
      ["c1", "sent"],
      ["m2", null],
      ["c2", "sending"],
    ]);
  });

  it("keeps a bubble in its place when it is acknowledged", () => {
    const before = bubbles({ sayings: [saying("c1", noon)] });
    const after = bubbles({ messages: [line(1, "mina", noon)] });
    expect(after[0]?.key).toBe(before[0]?.key);
  });
});
