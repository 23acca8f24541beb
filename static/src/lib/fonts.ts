/**
 * Pretendard, in pieces of some 26 kB as the letters of a page need them. On the first visit with a phone what
 * people came for goes first, in the phone's own letters, and nothing moves under their eyes: Pretendard comes
 * when they first touch the page. From then on all is in the browser's store.
 */

const KEPT = "sidepro.fonts";
const PHONE = "(max-width: 599.98px)";

/** Loads the letters, now or at the first touch. */
export function loadFonts(): void {
  if (!matchMedia(PHONE).matches || isKept()) {
    void load();
    return;
  }
  const touched = new AbortController();
  for (const event of ["pointerdown", "keydown"]) {
    const start = () => {
      touched.abort();
      void load();
    };
    addEventListener(event, start, { signal: touched.signal, passive: true });
  }
}

async function load(): Promise<void> {
  try {
    await import("pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css");
    localStorage.setItem(KEPT, "1");
  } catch {
    // The letters of the system do as well.
  }
}

function isKept(): boolean {
  try {
    return localStorage.getItem(KEPT) !== null;
  } catch {
    return false;
  }
}
