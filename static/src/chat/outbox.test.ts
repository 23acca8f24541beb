import { beforeEach, describe, expect, it } from "vitest";
import { forgetWritten, keepDraft, readDraft } from "./drafts";
import { LEFT_TO_ITS_TAB, Outbox } from "./outbox";

/** A storage of the kind that browsers have, for as long as a test takes. */
class Shelf implements Storage {
  private readonly kept = new Map<string, string>();
  get length() {
    return this.kept.size;
  }
  key = (place: number) => [...this.kept.keys()][place] ?? null;
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.kept.set(key, value);
  removeItem = (key: string) => void this.kept.delete(key);
  clear = () => this.kept.clear();
}

let shelf: Shelf;
let outbox: Outbox;

beforeEach(() => {
  shelf = new Shelf();
  outbox = new Outbox(shelf, "mina", "tab-1");
});

const texts = (list: { text: string }[]) => list.map(({ text }) => text);

describe("what was said and not acknowledged", () => {
  it("stays in the order in which it was written, also within one millisecond", () => {
    outbox.add("r", "first", "z", 1000);
    outbox.add("r", "second", "a", 1000);
    outbox.add("other", "elsewhere", "m", 1000);

    expect(texts(outbox.list("r"))).toEqual(["first", "second"]);
    expect(texts(outbox.due(1000))).toEqual(["first", "second", "elsewhere"]);
  });

  it("survives a reload, and nobody else sees it", () => {
    outbox.add("r", "still here", "c", 1000);

    expect(texts(new Outbox(shelf, "mina", "tab-2").list("r"))).toEqual(["still here"]);
    expect(new Outbox(shelf, "jun", "tab-2").list()).toEqual([]);
  });

  it("is left to the tab that wrote it, for a while", () => {
    outbox.add("r", "mine", "c", 1000);
    const other = new Outbox(shelf, "mina", "tab-2");

    expect(other.due(1000 + LEFT_TO_ITS_TAB)).toEqual([]);
    expect(texts(other.due(1002 + LEFT_TO_ITS_TAB))).toEqual(["mine"]);
  });

  it("waits for its writer when it was refused, and goes after the rest when tried again", () => {
    outbox.add("r", "refused", "c1", 1000);
    outbox.add("r", "next", "c2", 1001);
    outbox.fail("c1", "상대가 방을 나갔어요.");
    expect(texts(outbox.due(1002))).toEqual(["next"]);

    outbox.retry("c1", 1003);
    expect(texts(outbox.due(1004))).toEqual(["next", "refused"]);
  });

  it("is gone when it was stored, and is not taken for another one", () => {
    outbox.add("r", "said", "c", 1000);
    expect([outbox.remove("c"), outbox.remove("c"), outbox.list()]).toEqual([true, false, []]);
  });

  it("reads nothing that is no message", () => {
    shelf.setItem("sidepro.saying.mina.x", "{");
    shelf.setItem("sidepro.saying.mina.y", '{"clientId":"y","roomId":7}');
    expect(outbox.list()).toEqual([]);
  });
});

describe("a draft", () => {
  it("belongs to one person and one room, and goes with everything else at log-out", () => {
    keepDraft(shelf, "mina", "r", "쓰다 만 글");
    outbox.add("r", "said", "c", 1000);
    shelf.setItem("sidepro.theme", "dark");
    expect([readDraft(shelf, "mina", "r"), readDraft(shelf, "jun", "r")]).toEqual(["쓰다 만 글", ""]);

    forgetWritten(shelf);
    expect([readDraft(shelf, "mina", "r"), outbox.list(), shelf.length]).toEqual(["", [], 1]);
  });
});
