/** What was typed into the composer of a room and not sent: it survives a closed tab, and goes at log-out. */

const DRAFT = "sidepro.draft.";
const SAYING = "sidepro.saying.";

export function readDraft(storage: Storage, userId: string, roomId: string): string {
  return storage.getItem(draftKey(userId, roomId)) ?? "";
}

export function keepDraft(storage: Storage, userId: string, roomId: string, text: string): void {
  if (text) storage.setItem(draftKey(userId, roomId), text);
  else storage.removeItem(draftKey(userId, roomId));
}

export function draftKey(userId: string, roomId: string): string {
  return `${DRAFT}${userId}.${roomId}`;
}

/** Remove everything that was written here and not sent, whoever wrote it. */
export function forgetWritten(storage: Storage): void {
  const keys = Array.from({ length: storage.length }, (_, place) => storage.key(place) ?? "");
  for (const key of keys) {
    if (key.startsWith(DRAFT) || key.startsWith(SAYING)) storage.removeItem(key);
  }
}
