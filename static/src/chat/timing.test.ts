import { describe, expect, it } from "vitest";
import { pauseAfter } from "../lib/pauses";
import type { Command } from "./frames";
import { Pace } from "./pace";
import { failuresAfter } from "./pauses";
import { presenceOf } from "./presence";
import { typingLeft, TypingPace } from "./typing";

const say: Command = { type: "say", room_id: "r", client_id: "c", text: "" };
const open: Command = { type: "open", room_id: "r", after_seq: 0 };

describe("pauses between attempts", () => {
  it("double up to ten seconds, and half of them is left to chance", () => {
    expect([0, 1, 2, 6, 60].map((failures) => pauseAfter(failures, 1))).toEqual([200, 400, 800, 10000, 10000]);
    expect(pauseAfter(2, 0)).toBe(400);
  });

  it("are longer for who was too fast", () => {
    expect([failuresAfter(1008, 0), failuresAfter(1012, 0), failuresAfter(1006, 3)]).toEqual([4, 0, 3]);
  });
});

describe("the pace of commands", () => {
  it("stays below twenty a second, of which opening counts five", () => {
    const pace = new Pace(0);
    let now = 0;
    let sent = 0;
    while (now < 10_000) {
      const pause = pace.spend(say, now);
      if (pause === 0) sent++;
      now += pause;
    }
    expect(sent).toBeGreaterThan(170);
    expect(sent).toBeLessThanOrEqual(190);

    const opening = new Pace(0);
    expect([opening.spend(open, 0), opening.spend(open, 0)]).toEqual([0, 0]);
    expect(opening.spend(open, 0)).toBeGreaterThan(200);
  });
});

describe("typing", () => {
  it("is told at most every two seconds, and afresh after something was said", () => {
    const pace = new TypingPace();
    expect([pace.isDue(0), pace.isDue(1999), pace.isDue(2000)]).toEqual([true, false, true]);
    pace.reset();
    expect(pace.isDue(2001)).toBe(true);
  });

  it("holds for five seconds", () => {
    expect([typingLeft(1000, 2000), typingLeft(1000, 6000), typingLeft(1000, 9000)]).toEqual([4000, 0, 0]);
  });
});

describe("the partner's presence", () => {
  const signs = { hasAccount: true, hasLeft: false, isConnected: false, isCutOff: false, signAt: -Infinity };

  it("is the server's word while it is heard, and no sign of them makes more of it", () => {
    expect(presenceOf({ ...signs, isConnected: true }, 0)).toBe("here");
    expect(presenceOf({ ...signs, isConnected: true, isCutOff: true }, 0)).toBe("lately");
    expect(presenceOf({ ...signs, signAt: 0 }, 1)).toBe("lately");
  });

  it("is told from what is known alone", () => {
    expect(presenceOf(signs, 0)).toBe("away");
    expect(presenceOf({ ...signs, signAt: 0 }, 599_000)).toBe("lately");
    expect(presenceOf({ ...signs, signAt: 0 }, 601_000)).toBe("away");
    expect(presenceOf({ ...signs, hasLeft: true, signAt: 0 }, 1)).toBe("left");
    expect(presenceOf({ ...signs, hasAccount: false, hasLeft: true }, 1)).toBe("gone");
  });
});
