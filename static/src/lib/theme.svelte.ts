/** Light or dark: the system's choice unless the reader made one. src/theme.ts applies it before painting. */

export type Theme = "light" | "dark" | "system";

const KEPT = "sidepro.theme";

class Appearance {
  #systemIsDark = $state(matchMedia("(prefers-color-scheme: dark)").matches);
  chosen = $state<Theme>((document.documentElement.dataset.theme as Theme | undefined) ?? "system");

  constructor() {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
      this.#systemIsDark = matches;
    });
  }

  get isDark(): boolean {
    return this.chosen === "system" ? this.#systemIsDark : this.chosen === "dark";
  }

  /** Takes the other one. */
  switch(): void {
    this.choose(this.isDark ? "light" : "dark");
  }

  choose(theme: Theme): void {
    this.chosen = theme;
    const root = document.documentElement;
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    try {
      if (theme === "system") localStorage.removeItem(KEPT);
      else localStorage.setItem(KEPT, theme);
    } catch {
      // Without storage it lasts as long as the page.
    }
  }
}

export const appearance = new Appearance();
