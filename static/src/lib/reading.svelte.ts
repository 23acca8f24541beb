/** Which of the sections of a page is being read: the one that was gone to, or the first in sight. */

export class Reading {
  current = $state<string>();
  #isHeld = false;

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
    let seen: string[] = [];
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          seen = seen.filter((id) => id !== target.id).concat(isIntersecting ? target.id : []);
        }
        if (!this.#isHeld) this.current = this.ids.find((id) => seen.includes(id)) ?? this.current;
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
    return () => {
      observer.disconnect();
      release.abort();
    };
  }
}
