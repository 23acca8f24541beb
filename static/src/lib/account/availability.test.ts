import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Availability, PAUSE, type Standing } from "./availability";

describe("availability", () => {
  let told: Standing[];
  let asked: string[];
  let signals: AbortSignal[];
  let answer: (standing: Standing) => void;

  const asking = () =>
    new Availability(
      (typed, signal) => {
        asked.push(typed);
        signals.push(signal);
        return new Promise((resolve) => (answer = resolve));
      },
      (standing) => told.push(standing),
    );

  beforeEach(() => {
    vi.useFakeTimers();
    [told, asked, signals] = [[], [], []];
  });
  afterEach(() => vi.useRealTimers());

  it("is asked once typing pauses, for what was typed last", async () => {
    const availability = asking();
    for (const typed of ["ba", "bam", "bamdori"]) availability.typed(typed);
    await vi.advanceTimersByTimeAsync(PAUSE);
    answer({ is: "free" });
    await vi.advanceTimersByTimeAsync(0);

    expect(asked).toEqual(["bamdori"]);
    expect(told.at(-1)).toEqual({ is: "free" });
  });

  it("gives up a question when more is typed, whatever comes back", async () => {
    const availability = asking();
    availability.typed("bam");
    await vi.advanceTimersByTimeAsync(PAUSE);
    const late = answer;
    availability.typed("bamd");
    late({ is: "taken" });
    await vi.advanceTimersByTimeAsync(0);

    expect(signals[0]?.aborted).toBe(true);
    expect(told.at(-1)).toEqual({ is: "asking" });
  });

  it("does not ask twice, nor about what is wrong anyway", async () => {
    const availability = asking();
    availability.typed("bamdori");
    await vi.advanceTimersByTimeAsync(PAUSE);
    answer({ is: "taken" });
    await vi.advanceTimersByTimeAsync(0);
    availability.typed(null);
    expect(told.at(-1)).toEqual({ is: "quiet" });
    availability.typed("bamdori");
    await vi.advanceTimersByTimeAsync(PAUSE);

    expect(asked).toEqual(["bamdori"]);
    expect(told.at(-1)).toEqual({ is: "taken" });
  });

  it("blocks nobody when it cannot be asked", async () => {
    const availability = new Availability(
      () => Promise.reject(new Error("offline")),
      (standing) => told.push(standing),
    );
    availability.typed("bamdori");
    await vi.advanceTimersByTimeAsync(PAUSE);

    expect(told.at(-1)).toEqual({ is: "unknown" });
  });
});
