/** What may be said: the server's rules (sidepro/wire/rooms.py), kept before anything is sent. */

export const LONGEST = 2000;
export const COUNTED_FROM = 1800;

// C0 and C1 controls but tab and line break, bidi overrides, annotations.
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/g;

/** Give what would be sent: composed syllables, plain line breaks, no controls, nothing empty around it. */
export function sayable(typed: string): string {
  return typed.normalize("NFC").replace(/\r\n?/g, "\n").replace(CONTROLS, "").trim();
}

/** Count as the server does: by code point, which is one for each Hangul syllable. */
export function lengthOf(text: string): number {
  return [...text].length;
}

export interface Piece {
  text: string;
  url: string | null;
}

// A syllable belongs to an address within a path or a word of Hangul; after a Latin letter it is a particle.
const ADDRESS = /https?:\/\/(?:[^\s<>"'`가-힣]|(?<=[/_=(가-힣-])[가-힣])+/gi;
const CLOSING = /[.,;:!?…·。、}\]’”»]+$/;

/** Cut a text into plain pieces and addresses; nothing of it is ever read as HTML. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    if (!URL.canParse(address)) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index), url: null });
    found.push({ text: address, url: address });
    end = match.index + address.length;
  }
  if (end < text.length) found.push({ text: text.slice(end), url: null });
  return found;
}

/** Leave the punctuation of the sentence out of an address, and brackets that it did not open itself. */
function trimmed(address: string): string {
  let open = 0;
  for (let place = 0; place < address.length; place++) {
    if (address[place] === "(") open++;
    if (address[place] === ")" && --open < 0) return trimmed(address.slice(0, place));
  }
  return address.replace(CLOSING, "");
}
