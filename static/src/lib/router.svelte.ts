/** The address, and the page that belongs to it. */

import { match } from "../routes";

interface Place {
  /** Where the reader was on the page. */
  scroll?: number;
  /** Whether there is an own page to go back to. */
  inside?: boolean;
}

interface Way {
  replace?: boolean;
  stay?: boolean;
  to?: string;
  /** Whether it goes although something would be lost, because it is lost already. */
  unasked?: boolean;
}

/** Asked before a page is left; false stays. */
export type Guard = () => boolean | Promise<boolean>;

const PATIENCE = 3000;

class Router {
  #url = $state.raw(new URL(location.href));
  /** How often the reader went somewhere: a page keyed by it begins anew. */
  visit = $state(0);
  #guard: Guard | undefined;
  #stopRestoring: (() => void) | undefined;

  get path(): string {
    return this.#url.pathname;
  }

  get query(): URLSearchParams {
    return this.#url.searchParams;
  }

  /** Path and query, as for `next` of a log-in. */
  get address(): string {
    return this.#url.pathname + this.#url.search;
  }

  /** Listens to links, back and forward. */
  begin(): void {
    history.scrollRestoration = "manual";
    document.addEventListener("click", (event) => this.#click(event));
    window.addEventListener("popstate", () => void this.#popped());
    window.addEventListener("pagehide", () => this.#keepScroll());
    window.addEventListener("scrollend", () => this.#keepScroll());
    this.#restore();
  }

  /**
   * Goes to another address of ours: to its top, to the heading `to`, or staying where the reader is. Tells
   * whether it went: a reader with something to lose may rather stay.
   */
  async go(address: string, { replace = false, stay = false, to, unasked }: Way = {}): Promise<boolean> {
    const url = new URL(address, location.href);
    if (unasked) this.#guard = undefined;
    if (!(await this.#mayLeave(url))) return false;
    this.#stopRestoring?.();
    this.#keepScroll();
    const place: Place = { inside: !replace || (history.state as Place | null)?.inside };
    history[replace ? "replaceState" : "pushState"](place, "", url);
    const moved = url.pathname !== this.path;
    this.#url = url;
    if (moved) this.visit += 1;
    if (!stay) this.#arrive(to ?? url.hash.slice(1));
    return true;
  }

  /** Goes back, or to `fallback` if the reader came from elsewhere. */
  back(fallback: string): void {
    if ((history.state as Place | null)?.inside) history.back();
    else void this.go(fallback, { replace: true });
  }

  /** Asks `guard` before this page is left; gives what ends that. */
  guard(guard: Guard): () => void {
    this.#guard = guard;
    return () => {
      if (this.#guard === guard) this.#guard = undefined;
    };
  }

  async #mayLeave(url: URL): Promise<boolean> {
    if (!this.#guard || url.pathname === this.path) return true;
    if (!(await this.#guard())) return false;
    this.#guard = undefined;
    return true;
  }

  async #popped(): Promise<void> {
    const url = new URL(location.href);
    if (this.#guard && url.pathname !== this.path) {
      const place = history.state as Place | null;
      history.pushState({ inside: true }, "", this.#url);
      if (!(await this.#mayLeave(url))) return;
      history.replaceState(place, "", url);
    }
    const moved = url.pathname !== this.path;
    this.#url = url;
    if (moved) this.visit += 1;
    this.#restore();
  }

  #click(event: MouseEvent): void {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return;
    }
    const link = (event.target as Element | null)?.closest?.("a[href]") as HTMLAnchorElement | null;
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    const url = new URL(link.href);
    const isHere = url.pathname + url.search === this.address;
    if (!match(url.pathname) || (url.hash && isHere)) return;
    event.preventDefault();
    const { scroll } = link.dataset;
    void this.go(link.href, { replace: isHere, stay: scroll === "stay", to: scroll });
  }

  #arrive(id: string): void {
    const heading = id ? document.getElementById(id) : null;
    if (!heading) return window.scrollTo(0, 0);
    heading.scrollIntoView();
    heading.focus({ preventScroll: true });
  }

  #keepScroll(): void {
    if (this.#stopRestoring) return;
    history.replaceState({ ...(history.state as Place | null), scroll: window.scrollY }, "");
  }

  /** Scrolls to where the reader was, as soon as the page is long enough; the reader's own scrolling ends it. */
  #restore(): void {
    this.#stopRestoring?.();
    const wanted = (history.state as Place | null)?.scroll ?? 0;
    const stop = new AbortController();
    const observer = new ResizeObserver(() => {
      window.scrollTo(0, wanted);
      if (Math.abs(window.scrollY - wanted) < 2) this.#stopRestoring?.();
    });
    const timer = setTimeout(() => this.#stopRestoring?.(), PATIENCE);
    this.#stopRestoring = () => {
      this.#stopRestoring = undefined;
      observer.disconnect();
      clearTimeout(timer);
      stop.abort();
    };
    for (const type of ["wheel", "touchstart", "keydown"]) {
      window.addEventListener(type, () => this.#stopRestoring?.(), { signal: stop.signal, passive: true });
    }
    observer.observe(document.body);
  }
}

export const router = new Router();
