/** The language that people choose: the page speaks it at once, and their account remembers it. */

import { i18n, type Locale } from "./i18n/i18n.svelte";
import { said } from "./said";
import { session } from "./session.svelte";
import { toasts } from "./toasts.svelte";

let before: Promise<void> = Promise.resolve();

/** Speaks a language from now on; when the account could not keep it, that is told and it is taken back. */
export async function speak(locale: Locale): Promise<void> {
  try {
    await i18n.choose(locale);
    await kept(locale);
  } catch (error) {
    if (session.user && i18n.locale === locale) await i18n.choose(session.user.locale);
    toasts.warn(said(error));
  }
}

/** One after another, so that the last choice is the one that stays. */
function kept(locale: Locale): Promise<void> {
  const keeping = before.then(() => keep(locale));
  before = keeping.catch(() => undefined);
  return keeping;
}

async function keep(locale: Locale): Promise<void> {
  if (!session.user || i18n.locale !== locale) return;
  session.changed(await session.ask("patch", "/users/me", { body: { locale } }));
}
