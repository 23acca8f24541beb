/** Moments and numbers as the language of the page writes them. */

import { i18n, t } from "./i18n/i18n.svelte";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS: [Intl.RelativeTimeFormatUnit, number, number][] = [
  ["minute", MINUTE, HOUR],
  ["hour", HOUR, DAY],
  ["day", DAY, 7 * DAY],
  ["week", 7 * DAY, 30 * DAY],
  ["month", 30 * DAY, 365 * DAY],
  ["year", 365 * DAY, Infinity],
];

/** How long ago: “방금”, “3시간 전”, “어제”. */
export function ago(moment: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(moment)) / 1000);
  if (seconds < MINUTE) return t("common.just-now");
  const [unit, size] = UNITS.find(([, , limit]) => seconds < limit) ?? ["year", 365 * DAY];
  const format = new Intl.RelativeTimeFormat(i18n.locale, { numeric: "auto" });
  return format.format(-Math.floor(seconds / size), unit);
}

/** The full moment, for a title. */
export function full(moment: string): string {
  return new Intl.DateTimeFormat(i18n.locale, { dateStyle: "long", timeStyle: "short" }).format(new Date(moment));
}

/** The day alone. */
export function day(moment: string): string {
  return new Intl.DateTimeFormat(i18n.locale, { dateStyle: "long" }).format(new Date(moment));
}

/** The time of day alone. */
export function clock(moment: string): string {
  return new Intl.DateTimeFormat(i18n.locale, { timeStyle: "short" }).format(new Date(moment));
}

export function number(value: number): string {
  return new Intl.NumberFormat(i18n.locale).format(value);
}

export function percent(share: number): string {
  return new Intl.NumberFormat(i18n.locale, { style: "percent" }).format(share);
}

/** How many letters people see: “각” is one, and so is a family of emoji. */
export function length(text: string): number {
  return [...new Intl.Segmenter(i18n.locale).segment(text)].length;
}
