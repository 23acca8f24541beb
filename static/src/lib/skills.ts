/** Completing the names of skills: by name, alias and 초성, as the catalogue does. */

import { ask, type Schemas } from "./api";

export type Skill = Schemas["SkillView"];

const MOST = 8;
const kept = new Map<string, Promise<Skill[]>>();

/** The skills most likely meant by what was typed, without those that are chosen already. */
export async function completions(typed: string, chosen: readonly string[]): Promise<Skill[]> {
  const q = typed.normalize("NFC").trim();
  const items = await (kept.get(q) ?? asked(q));
  return items.filter(({ name }) => !chosen.includes(name)).slice(0, MOST);
}

function asked(q: string): Promise<Skill[]> {
  const items = ask("get", "/skills", { query: { q, limit: MOST + 10 } }).then(({ items }) => items);
  kept.set(q, items);
  items.catch(() => kept.delete(q));
  return items;
}
