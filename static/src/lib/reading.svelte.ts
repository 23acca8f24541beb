/** Which of the sections of a page is being read: the one that was gone to, or the first in sight; at the end the last. */

export class Reading {
  current = $state<string>();
  #isHeld = false;
  #seen: string[] = [];

  constructor(private readonly ids: string[]) {
    this.current = ids[0];
  }

  /** Goes to a section, which is the one being read until the reader scrolls; the keyboard goes on from there. */
  goTo(id: string): void {
    const section = document.getElementById(id);
    if (!section) return;
    this.current = id;
    this.#isHeld = true;
    section.scrollIntoView();
    section.focus({ preventScroll: true });
  }

  /** Follows scrolling; gives what ends that. */
  begin(): () => void {
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          this.#seen = this.#seen.filter((id) => id !== target.id).concat(isIntersecting ? target.id : []);
        }
        this.#follow();
      },
      // Below the header, and not what only begins at the bottom.
      { rootMargin: "-96px 0px -50% 0px" },
    );
    for (const id of this.ids) {
      const section = document.getElementById(id);
      if (section) observer.observe(section);
    }
    const release = new AbortController();
    for (const type of ["wheel", "touchmove", "keydown"]) {
      window.addEventListener(type, () => (this.#isHeld = false), { signal: release.signal, passive: true });
    }
    window.addEventListener("scroll", () => this.#follow(), { signal: release.signal, passive: true });
    return () => {
      observer.disconnect();
      release.abort();
    };
  }

  #follow(): void {
    if (this.#isHeld) return;
    const { scrollTop, clientHeight, scrollHeight } = document.documentElement;
    const isAtEnd = scrollTop > 0 && scrollTop + clientHeight >= scrollHeight - 2;
    this.current = isAtEnd ? this.ids.at(-1) : (this.ids.find((id) => this.#seen.includes(id)) ?? this.current);
  }
}
