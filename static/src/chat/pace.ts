import type { Command } from "./frames";

const COMMANDS_A_SECOND = 18;
const COMMANDS_AT_ONCE = 10;
const OPEN_WEIGHS = 5;

/** Keeps a little below what the server allows, because frames may arrive closer together than they were sent. */
export class Pace {
  private left = COMMANDS_AT_ONCE;
  private filledAt: number;

  constructor(now: number) {
    this.filledAt = now;
  }

  /** Take what a command costs, and give 0; or give how many milliseconds it has to wait. */
  spend(command: Command, now: number): number {
    const weight = command.type === "open" ? OPEN_WEIGHS : 1;
    this.left = Math.min(COMMANDS_AT_ONCE, this.left + ((now - this.filledAt) * COMMANDS_A_SECOND) / 1000);
    this.filledAt = now;
    if (this.left < weight) return Math.ceil(((weight - this.left) * 1000) / COMMANDS_A_SECOND);
    this.left -= weight;
    return 0;
  }
}
