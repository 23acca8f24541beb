/** Back to where one was, after logging in or signing up. */

import { match } from "../routes";
import { router } from "./router.svelte";

const ENTRANCES = ["/log-in", "/sign-up", "/welcome"];

/** The address of a page that comes back to here: `/log-in?next=/projects/…`. */
export function andBack(path: string): string {
  return withNext(path, ENTRANCES.includes(router.path) ? nextAddress("/projects") : router.address);
}

/** The address of a page that goes on to another. */
export function withNext(path: string, next: string): string {
  return `${path}?next=${encodeURIComponent(next)}`;
}

/** Where to go on; only to a page of ours, and not to the landing, which is for guests. */
export function nextAddress(fallback: string): string {
  const next = router.query.get("next") ?? "";
  if (!next.startsWith("/") || next.startsWith("//")) return fallback;
  const url = new URL(next, location.origin);
  if (url.pathname === "/") return fallback;
  return url.origin === location.origin && match(url.pathname) ? url.pathname + url.search : fallback;
}

/** An address if there is a page at it, so that nothing leads nowhere. */
export function page(address: string): string | undefined {
  return match(new URL(address, location.origin).pathname) ? address : undefined;
}
