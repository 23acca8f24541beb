import type { Schemas } from "../../lib/api";

/** A picture of one's own in the store: its name there, and where it can be seen. */
export interface Thumbnail {
  readonly key: string | null;
  readonly url: string;
}

/** What is written of a project. */
export interface Fields {
  title: string;
  summary: string;
  skills: string[];
  repository: string;
  thumbnail: Thumbnail | null;
  content: string;
}

/** The fields in the order in which they stand on the page. */
export const NAMES = ["title", "summary", "skills", "repository", "thumbnail", "content"] as const;

/** How much each holds; the API says the same. */
export const MOST = { title: 60, summary: 100, skills: 10, repository: 500, content: 50_000 } as const;

export const EMPTY: Fields = { title: "", summary: "", skills: [], repository: "", thumbnail: null, content: "" };

/** The address of a repository as the API wants it: people leave out the scheme. */
export function addressOf(typed: string): string | null {
  const address = typed.trim();
  if (!address) return null;
  return /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
}

/** A published project as it is written, or the fields of one that isn't there yet. */
export function fieldsOf(project: Schemas["ProjectView"] | undefined): Fields {
  if (!project) return { ...EMPTY };
  const { title, summary, skills, repository_url, thumbnail_url, content } = project;
  return {
    title,
    summary,
    skills: [...skills],
    repository: repository_url ?? "",
    thumbnail: thumbnail_url ? { key: null, url: thumbnail_url } : null,
    content,
  };
}
