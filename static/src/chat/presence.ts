/**
 * What is known of the partner: the server tells that somebody is connected to a room, not who. What is sure
 * are signs of their own (they said, read or typed something), and a room that runs while no page of ours
 * shows it.
 */

export type Presence = "gone" | "left" | "here" | "lately" | "away";

export interface Signs {
  hasAccount: boolean;
  hasLeft: boolean;
  isRunning: boolean;
  /** When a page of ours last showed the room, and when the partner gave the last sign; -Infinity for never. */
  viewedAt: number;
  signAt: number;
}

const HERE_FOR = 60_000;
const LATELY_FOR = 600_000;
/** A room stays running for ten seconds after its last page has gone; the server looks every five. */
const OWN_VIEW_LASTS = 25_000;

/** Tell what may be said of the partner now. */
export function presenceOf(signs: Signs, now: number): Presence {
  if (!signs.hasAccount) return "gone";
  if (signs.hasLeft) return "left";
  if (runsWithoutMe(signs, now) || now - signs.signAt < HERE_FOR) return "here";
  return now - signs.signAt < LATELY_FOR ? "lately" : "away";
}

/** Tell whether somebody is connected to the room who is not oneself. */
export function runsWithoutMe({ isRunning, viewedAt }: Signs, now: number): boolean {
  return isRunning && now - viewedAt > OWN_VIEW_LASTS;
}

const KEY = "sidepro.viewed";

/** Which rooms the pages of this browser showed a moment ago. */
export class OwnViews {
  constructor(private readonly storage: Storage) {}

  /** Note that a page shows a room; it does so again every few seconds. */
  note(roomId: string, now: number): void {
    const recent = [...this.read()].filter(([, at]) => now - at < OWN_VIEW_LASTS);
    this.storage.setItem(KEY, JSON.stringify([...recent.filter(([id]) => id !== roomId), [roomId, now]]));
  }

  viewedAt(roomId: string): number {
    return this.read().get(roomId) ?? -Infinity;
  }

  private read(): Map<string, number> {
    try {
      return new Map(JSON.parse(this.storage.getItem(KEY) ?? "[]") as [string, number][]);
    } catch {
      return new Map();
    }
  }
}
