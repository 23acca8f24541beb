/**
 * What the server asks of an account, told while one types: sidepro/wire/{text,usernames,users}.py and
 * sidepro/services/password_policy.py. The server judges again, and alone knows what is reserved or common.
 */

export const USERNAME_LENGTH = { least: 2, most: 20 };
export const PASSWORD_LENGTH = { least: 8, most: 128 };
export const EMAIL_LENGTH = { least: 6, most: 254 };
export const BIO_LENGTH = 500;
export const MOST_SKILLS = 20;

/** What is wrong with a field, and the numbers that its sentence names. */
export interface Wrong {
  code: WrongCode;
  values: Record<string, number>;
}

export type WrongCode =
  | "email-empty"
  | "email-without-at"
  | "email-without-place"
  | "email-form"
  | "username-empty"
  | "username-letters"
  | "username-short"
  | "username-long"
  | "password-empty"
  | "password-short"
  | "password-long"
  | "password-like-account"
  | "password-repeats";

const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
// eslint-disable-next-line no-control-regex
const MAILBOX = /^[^@\s,;:<>()[\]\\"\u0000-\u001f\u007f]{1,64}$/;
const PLACE = new RegExp(`^(?:${LABEL}\\.){1,8}[A-Za-z]{2,63}$`);
const USERNAME = /^[A-Za-z가-힣0-9_-]*$/;
const GITHUB_NAME = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/;
const AROUND = /^[\d!-/:-@[-`{-~ ]+|[\d!-/:-@[-`{-~ ]+$/g;

/** Count as people and the server do: by code point, which is one for each Hangul syllable. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** Give the form in which a name is kept: letters typed apart or wide are as others. */
export function tidyUsername(typed: string): string {
  return typed.normalize("NFKC");
}

export function wrongEmail(typed: string): Wrong | null {
  if (!typed) return wrong("email-empty");
  const [mailbox, place, ...more] = typed.split("@");
  if (place === undefined) return wrong("email-without-at");
  if (!mailbox || more.length || !MAILBOX.test(mailbox)) return wrong("email-form");
  if (!place.includes(".") || place.endsWith(".")) return wrong("email-without-place");
  return PLACE.test(place) && lengthOf(typed) <= EMAIL_LENGTH.most ? null : wrong("email-form");
}

export function wrongUsername(typed: string): Wrong | null {
  const name = tidyUsername(typed);
  const length = lengthOf(name);
  if (!length) return wrong("username-empty");
  if (!USERNAME.test(name)) return wrong("username-letters");
  if (length < USERNAME_LENGTH.least) return wrong("username-short", { least: USERNAME_LENGTH.least });
  if (length > USERNAME_LENGTH.most) return wrong("username-long", { most: USERNAME_LENGTH.most, length });
  return null;
}

/** Whose password it is: it may not be as their address or name. */
export interface Owner {
  email: string;
  username: string;
}

export function wrongPassword(typed: string, owner: Owner): Wrong | null {
  const length = lengthOf(typed);
  if (!length) return wrong("password-empty");
  if (length < PASSWORD_LENGTH.least) return wrong("password-short", { least: PASSWORD_LENGTH.least, length });
  if (length > PASSWORD_LENGTH.most) return wrong("password-long", { most: PASSWORD_LENGTH.most, length });
  if (isLikeAccount(typed, owner)) return wrong("password-like-account");
  return repeats(typed.toLowerCase()) ? wrong("password-repeats") : null;
}

/** Give the name in a GitHub address as people paste it, `null` if there is none, "" for nothing. */
export function githubName(typed: string): string | null {
  const name = typed
    .trim()
    .replace(/^(?:https?:\/\/)?(?:www\.)?github\.com\//i, "")
    .replace(/^@/, "")
    .replace(/\/+$/, "");
  return name === "" || GITHUB_NAME.test(name) ? name : null;
}

function isLikeAccount(password: string, { email, username }: Owner): boolean {
  const folded = password.toLowerCase();
  const own = [email, email.split("@")[0] ?? "", username].map((part) => part.toLowerCase()).filter(Boolean);
  const bare = folded.replace(AROUND, "");
  return own.some((part) => folded === part || (bare !== "" && (bare === part || bare === part.replace(AROUND, ""))));
}

/** Tell whether a text is at most four characters said over and over. */
function repeats(text: string): boolean {
  return [1, 2, 3, 4].some((length) => text === text.slice(0, length).repeat(text.length).slice(0, text.length));
}

function wrong(code: WrongCode, values: Record<string, number> = {}): Wrong {
  return { code, values };
}
