/** What writes and counts in a language: made once, because making it takes far longer than writing. */

import type { Locale } from "./i18n.svelte";

/** Keeps what `make` makes for a language. */
export function perLocale<F>(make: (locale: Locale) => F): (locale: Locale) => F {
  const made = new Map<Locale, F>();
  return (locale) => {
    const format = made.get(locale) ?? make(locale);
    made.set(locale, format);
    return format;
  };
}

export const numbers = perLocale((locale) => new Intl.NumberFormat(locale));
export const plurals = perLocale((locale) => new Intl.PluralRules(locale));
