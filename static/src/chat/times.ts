/** Moments as a talk tells them. */

import { i18n, t } from "../lib/i18n/i18n.svelte";

const DAY = 86_400_000;

/** The time of day. */
export function timeText(at: number): string {
  return new Intl.DateTimeFormat(i18n.locale, { timeStyle: "short" }).format(at);
}

/** The full moment, for a title. */
export function momentText(at: number): string {
  return new Intl.DateTimeFormat(i18n.locale, { dateStyle: "full", timeStyle: "short" }).format(at);
}

/** The day above what was said on it; with its year when that is another one. */
export function dayText(at: number, now = Date.now()): string {
  const days = daysBetween(at, now);
  if (days === 0) return t("chat.today");
  if (days === 1) return t("chat.yesterday");
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const year = isThisYear ? undefined : "numeric";
  return new Intl.DateTimeFormat(i18n.locale, { year, month: "long", day: "numeric", weekday: "long" }).format(at);
}

/** When something was said last, as short as a list needs it: “1분 전”, “어제”, “금요일”, “11월 12일”. */
export function sinceText(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return t("common.just-now");
  const days = daysBetween(at, now);
  if (days === 0) {
    const format = new Intl.RelativeTimeFormat(i18n.locale, { numeric: "auto", style: "short" });
    return minutes < 60 ? format.format(-minutes, "minute") : format.format(-Math.floor(minutes / 60), "hour");
  }
  if (days === 1) return t("chat.yesterday");
  if (days < 7) return new Intl.DateTimeFormat(i18n.locale, { weekday: "long" }).format(at);
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const options: Intl.DateTimeFormatOptions = isThisYear
    ? { month: "short", day: "numeric" }
    : { year: "numeric", month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(i18n.locale, options).format(at);
}

/** How many midnights lie between two moments. */
function daysBetween(at: number, now: number): number {
  return Math.round((midnight(now) - midnight(at)) / DAY);
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
