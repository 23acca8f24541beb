/** Skills that may be meant by what is typed: by name, by alias, by half a syllable, by 초성. */

import { ask, type Schemas } from "./api";

export type Skill = Schemas["SkillView"];

const PAUSE = 120;
const MOST = 6;

export class Completion {
  found = $state.raw<Skill[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;
  // Nobody watches what was found before.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #known = new Map<string, Skill[]>();

  /** Looks for what is typed, a moment after the last key. */
  look(typed: string): void {
    const text = typed.trim();
    clearTimeout(this.#timer);
    this.#asking?.abort();
    if (!text) {
      this.found = [];
      return;
    }
    const known = this.#known.get(text);
    if (known) this.found = known;
    else this.#timer = setTimeout(() => void this.#ask(text), PAUSE);
  }

  async #ask(text: string): Promise<void> {
    const asking = (this.#asking = new AbortController());
    try {
      const { items } = await ask("get", "/skills", { query: { q: text, limit: MOST }, signal: asking.signal });
      this.#known.set(text, items);
      this.found = items;
    } catch {
      // Without suggestions one can still search for words.
      if (!asking.signal.aborted) this.found = [];
    }
  }
}
