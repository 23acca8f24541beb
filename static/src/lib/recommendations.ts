/** Projects that fit the reader, and why. */

import type { Schemas } from "./api";
import { ApiProblem } from "./problem";
import { session } from "./session.svelte";

export interface Recommendation {
  project: Schemas["ProjectCard"];
  score: number;
  reasons: {
    shared_skills: string[];
    because_of: string[];
    similarity?: number | null;
    fallback?: string | null;
  };
}
export interface Recommendations {
  items: Recommendation[];
  computed_at: string | null;
}

/** Fetches some; undefined where the server has none to give. */
export async function recommended(limit: number): Promise<Recommendations | undefined> {
  try {
    const found: unknown = await session.ask("get", "/recommendations/projects" as never, { query: { limit } as never });
    return found as Recommendations;
  } catch (error) {
    if (error instanceof ApiProblem) return undefined;
    throw error;
  }
}
