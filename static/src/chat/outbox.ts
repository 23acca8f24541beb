/**
 * What was said and not acknowledged yet. It is kept in the browser, so that neither a reload nor a closed tab
 * loses it; the same `client_id` makes it safe to say it again, from whichever tab.
 */

export interface Saying {
  clientId: string;
  roomId: string;
  text: string;
  writtenAt: number;
  /** The tab in which it was written: the others leave it alone while that one is likely to be there. */
  tab: string;
  /** Why it was refused for good, in the reader's language; null while it is on its way. */
  failure: string | null;
}

/** How long the other tabs leave it to the tab in which something was written. */
export const LEFT_TO_ITS_TAB = 30_000;

type Kept = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

/** One key a message, so that two tabs never write over each other. */
export class Outbox {
  private readonly prefix: string;
  private last = 0;

  constructor(
    private readonly storage: Kept,
    userId: string,
    private readonly tab: string,
  ) {
    this.prefix = `sidepro.saying.${userId}.`;
  }

  /** List everything, or what waits in one room, in the order in which it was written. */
  list(roomId?: string): Saying[] {
    const found: Saying[] = [];
    for (let place = 0; place < this.storage.length; place++) {
      const key = this.storage.key(place);
      const saying = key?.startsWith(this.prefix) ? read(this.storage.getItem(key)) : null;
      if (saying && (roomId === undefined || saying.roomId === roomId)) found.push(saying);
    }
    return found.sort((one, other) => one.writtenAt - other.writtenAt);
  }

  /** List what this tab has to say (again): its own, and what another one has left behind. */
  due(now: number): Saying[] {
    return this.list().filter(
      ({ failure, tab, writtenAt }) =>
        failure === null && (tab === this.tab || now - writtenAt > LEFT_TO_ITS_TAB),
    );
  }

  /** Keep something that was just written; no two have the same moment. */
  add(roomId: string, text: string, clientId: string, now: number): Saying {
    this.last = Math.max(now, this.last + 0.001);
    const saying = { clientId, roomId, text, writtenAt: this.last, tab: this.tab, failure: null };
    this.write(saying);
    return saying;
  }

  /** Note that something was refused for good. */
  fail(clientId: string, failure: string): void {
    this.change(clientId, (saying) => ({ ...saying, failure }));
  }

  /** Take something up again that was refused; it is said after what has been said meanwhile. */
  retry(clientId: string, now: number): Saying | null {
    this.last = Math.max(now, this.last + 0.001);
    return this.change(clientId, (saying) => ({
      ...saying,
      failure: null,
      writtenAt: this.last,
      tab: this.tab,
    }));
  }

  /** Forget something, because it was stored or thrown away; tells whether it was here. */
  remove(clientId: string): boolean {
    const known = this.storage.getItem(this.prefix + clientId) !== null;
    if (known) this.storage.removeItem(this.prefix + clientId);
    return known;
  }

  private change(clientId: string, to: (saying: Saying) => Saying): Saying | null {
    const saying = read(this.storage.getItem(this.prefix + clientId));
    if (!saying) return null;
    const changed = to(saying);
    this.write(changed);
    return changed;
  }

  private write(saying: Saying): void {
    this.storage.setItem(this.prefix + saying.clientId, JSON.stringify(saying));
  }
}

function read(kept: string | null): Saying | null {
  if (kept === null) return null;
  try {
    const { clientId, roomId, text, writtenAt, tab, failure } = JSON.parse(kept) as Saying;
    const isWhole = [clientId, roomId, text, tab].every((field) => typeof field === "string");
    return isWhole && typeof writtenAt === "number" ? { clientId, roomId, text, writtenAt, tab, failure } : null;
  } catch {
    return null;
  }
}
