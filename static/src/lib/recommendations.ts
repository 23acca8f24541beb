/** Projects that fit the reader, and why. */

import type { Schemas } from "./api";
import { session } from "./session.svelte";

export type Recommendation = Schemas["ProjectRecommendation"];
export type Recommendations = Schemas["ProjectRecommendations"];

/** Fetches the most fitting ones. */
export function recommended(limit: number): Promise<Recommendations> {
  return session.ask("get", "/recommendations/projects", { query: { limit } });
}
