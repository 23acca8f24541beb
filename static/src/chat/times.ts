/** Moments as a talk tells them. */

import { perLocale } from "../lib/i18n/formats";
import { i18n, t } from "../lib/i18n/i18n.svelte";

const DAY = 86_400_000;

const inDays = (options: Intl.DateTimeFormatOptions) => perLocale((locale) => new Intl.DateTimeFormat(locale, options));
const times = inDays({ timeStyle: "short" });
const moments = inDays({ dateStyle: "full", timeStyle: "short" });
const weekdays = inDays({ weekday: "long" });
const days = inDays({ month: "long", day: "numeric", weekday: "long" });
const daysOfYears = inDays({ year: "numeric", month: "long", day: "numeric", weekday: "long" });
const shortDays = inDays({ month: "short", day: "numeric" });
const shortDaysOfYears = inDays({ year: "numeric", month: "short", day: "numeric" });
const relative = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" }));

/** The time of day. */
export function timeText(at: number): string {
  return times(i18n.locale).format(at);
}

/** The full moment, for a title. */
export function momentText(at: number): string {
  return moments(i18n.locale).format(at);
}

/** The day above what was said on it; with its year when that is another one. */
export function dayText(at: number, now = Date.now()): string {
  const passed = daysBetween(at, now);
  if (passed === 0) return t("chat.today");
  if (passed === 1) return t("chat.yesterday");
  return (isSameYear(at, now) ? days : daysOfYears)(i18n.locale).format(at);
}

/** When something was said last, as short as a list needs it: “1분 전”, “어제”, “금요일”, “11월 12일”. */
export function sinceText(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return t("common.just-now");
  const passed = daysBetween(at, now);
  if (passed === 0) {
    const format = relative(i18n.locale);
    return minutes < 60 ? format.format(-minutes, "minute") : format.format(-Math.floor(minutes / 60), "hour");
  }
  if (passed === 1) return t("chat.yesterday");
  if (passed < 7) return weekdays(i18n.locale).format(at);
  return (isSameYear(at, now) ? shortDays : shortDaysOfYears)(i18n.locale).format(at);
}

function isSameYear(at: number, now: number): boolean {
  return new Date(at).getFullYear() === new Date(now).getFullYear();
}

/** How many midnights lie between two moments. */
function daysBetween(at: number, now: number): number {
  return Math.round((midnight(now) - midnight(at)) / DAY);
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
