/** Says only that somebody is signed in here, so that a refresh is worth a try: guests don't ask for one. */

const HINT = "sidepro.signed-in";

export const hint = {
  get given(): boolean {
    try {
      return localStorage.getItem(HINT) !== null;
    } catch {
      return true;
    }
  },
  give(): void {
    try {
      localStorage.setItem(HINT, "1");
    } catch {
      // Without storage every visit asks.
    }
  },
  take(): void {
    try {
      localStorage.removeItem(HINT);
    } catch {
      // Nothing was kept.
    }
  },
};
