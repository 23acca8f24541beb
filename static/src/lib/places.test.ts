import { expect, test } from "vitest";
import { Places } from "./places";

test("so many work at a time, and the others in turn", async () => {
  const places = new Places(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (number: number) => () => {
    begun.push(number);
    return new Promise<void>((resolve) => ends.push(resolve));
  };

  const all = Promise.all([1, 2, 3, 4].map((number) => places.take(work(number))));
  await Promise.resolve();
  expect(begun).toEqual([1, 2]);

  ends[0]?.();
  await expect.poll(() => begun).toEqual([1, 2, 3]);
  ends[1]?.();
  await expect.poll(() => begun).toEqual([1, 2, 3, 4]);
  ends.slice(2).forEach((end) => end());
  await all;
});

test("work that fails or is given up leaves its place to the next", async () => {
  const places = new Places(1);
  const givenUp = new AbortController();

  const failing = places.take(() => Promise.reject(new Error("broken")));
  const waiting = places.take(() => Promise.resolve("never"), givenUp.signal);
  const last = places.take(() => Promise.resolve("done"));
  givenUp.abort();

  await expect(failing).rejects.toThrow("broken");
  await expect(waiting).rejects.toThrow();
  await expect(last).resolves.toBe("done");
});
