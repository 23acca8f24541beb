import { createSubscriber } from "svelte/reactivity";

const TICK_MILLISECONDS = 15_000;

/** What time it is, for what is told as “a minute ago”; it ticks only while something shows it. */
class Clock {
  private readonly subscribe = createSubscriber((update) => {
    const ticking = setInterval(update, TICK_MILLISECONDS);
    return () => clearInterval(ticking);
  });

  get now(): number {
    this.subscribe();
    return Date.now();
  }
}

export const clock = new Clock();
