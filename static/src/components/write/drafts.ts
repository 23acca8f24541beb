/**
 * Drafts in the browser. Each tab holds the draft that it writes by a lock, so that two tabs never write over
 * one another; who comes next takes up the newest draft that no tab holds.
 */

const PREFIX = "sidepro.draft";

/** What a draft is about: a writer, and a project of theirs or a new one. */
export interface Subject {
  readonly userId: string;
  readonly projectId: string | undefined;
}

export class Draft<Content> {
  private constructor(
    private readonly key: string,
    private readonly release: () => void,
  ) {}

  /** Take up the newest draft about a subject that no other tab holds, or begin one. */
  static async open<Content>({ userId, projectId }: Subject): Promise<Draft<Content>> {
    const prefix = `${PREFIX}.${userId}.${projectId ?? "new"}.`;
    for (const key of [...keysOf(prefix), prefix + crypto.randomUUID()]) {
      const release = await held(key);
      if (release) return new Draft<Content>(key, release);
    }
    throw new Error("A key that was just made can't be held by another tab.");
  }

  /** What was kept, if anything. */
  read(): { content: Content; savedAt: number } | undefined {
    return parsed(localStorage.getItem(this.key)) as { content: Content; savedAt: number } | undefined;
  }

  /** Keep it; false when the browser has no room, or keeps nothing at all. */
  write(content: Content): boolean {
    try {
      localStorage.setItem(this.key, JSON.stringify({ content, savedAt: Date.now() }));
      return true;
    } catch {
      return false;
    }
  }

  remove(): void {
    localStorage.removeItem(this.key);
  }

  /** Let other tabs have it. */
  close(): void {
    this.release();
  }
}

/** The keys of drafts, the newest first. */
function keysOf(prefix: string): string[] {
  const savedAt = (key: string) => parsed(localStorage.getItem(key))?.savedAt ?? 0;
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(prefix))
    .sort((one, other) => savedAt(other) - savedAt(one));
}

function parsed(text: string | null): { content: unknown; savedAt: number } | undefined {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Hold a lock for as long as this tab lives, or until it is released; undefined when another tab has it. */
function held(name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(undefined);
      return new Promise<void>((release) => resolve(release));
    });
  });
}
