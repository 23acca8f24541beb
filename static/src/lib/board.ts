/** What is shown on the board; all of it stands in the address. */

import { ask, type Schemas } from "./api";

export type Sort = "newest" | "views" | "popular";
export type Match = "any" | "all";
export const SORTS: Sort[] = ["newest", "views", "popular"];
export const MATCHES: Match[] = ["any", "all"];
export const MOST_SKILLS = 10;

export interface BoardState {
  words: string;
  skills: string[];
  match: Match;
  sort: Sort;
  cursor: string | undefined;
}

export type BoardPage = Schemas["ProjectCardPage"];

/** Reads the address. */
export function boardState(query: URLSearchParams): BoardState {
  const sort = query.get("sort") as Sort | null;
  return {
    words: query.get("q")?.trim() ?? "",
    skills: [...new Set(query.getAll("skill"))].slice(0, MOST_SKILLS),
    match: query.get("match") === "all" ? "all" : "any",
    sort: sort && SORTS.includes(sort) ? sort : "newest",
    cursor: query.get("cursor") ?? undefined,
  };
}

/** Writes the address; what is as usual is left out, and a changed list begins at its first page. */
export function boardAddress(state: BoardState, change: Partial<BoardState> = {}): string {
  const { words, skills, match, sort, cursor } = { ...state, cursor: undefined, ...change };
  const query = new URLSearchParams();
  if (words) query.set("q", words);
  for (const skill of skills) query.append("skill", skill);
  if (match === "all" && skills.length > 1) query.set("match", match);
  if (sort !== "newest") query.set("sort", sort);
  if (cursor) query.set("cursor", cursor);
  return query.size ? `/projects?${query}` : "/projects";
}

/** How often an empty page of a search is followed to the next one. */
const PATIENCE = 5;

/** Fetches the page at an address. A search may give an empty page that still has a next one. */
export async function boardPage(state: BoardState, signal?: AbortSignal): Promise<BoardPage> {
  let cursor = state.cursor;
  for (let tries = 0; ; tries += 1) {
    const page = await ask("get", "/projects", {
      query: {
        q: state.words || undefined,
        skill: state.skills,
        match: state.skills.length > 1 ? state.match : undefined,
        sort: state.sort,
        cursor,
      },
      signal,
    });
    if (page.items.length || !page.next || tries === PATIENCE) return page;
    cursor = page.next;
  }
}

/** The last pages that were seen, so that going back shows them at once. */
const seen = new Map<string, BoardPage>();
const MOST_SEEN = 24;

export const seenPages = {
  get: (address: string): BoardPage | undefined => seen.get(address),
  keep(address: string, page: BoardPage): void {
    seen.delete(address);
    seen.set(address, page);
    const oldest = seen.keys().next().value;
    if (seen.size > MOST_SEEN && oldest !== undefined) seen.delete(oldest);
  },
  forget: (): void => seen.clear(),
};
