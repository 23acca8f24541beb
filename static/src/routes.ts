/** Every page of the site. The server answers the same addresses: see handlers/pages.py. */

import type { Component } from "svelte";

export type PageParams = Record<string, string>;
type Page = Component<{ params: PageParams }>;

export interface Route {
  path: string;
  load: () => Promise<{ default: unknown }>;
  /** Who may see it: everyone unless said otherwise. Others are led to log in, or to the board. */
  only?: "members" | "guests";
  /** On a phone the page brings its own bar, so the tab bar goes. */
  ownBar?: boolean;
  /** It brings its own header, too, and nothing stands below it that leads away. */
  ownHeader?: boolean;
}

export interface Found {
  route: Route;
  params: PageParams;
}

const write = () => import("./pages/Write.svelte");

export const routes: Route[] = [
  { path: "/", load: () => import("./pages/Landing.svelte") },
  { path: "/projects", load: () => import("./pages/Board.svelte") },
  { path: "/sign-up", load: () => import("./pages/SignUp.svelte") },
  { path: "/log-in", load: () => import("./pages/LogIn.svelte") },
  { path: "/welcome", load: () => import("./pages/Welcome.svelte"), only: "members" },
  { path: "/me", load: () => import("./pages/Me.svelte"), only: "members" },
  { path: "/settings", load: () => import("./pages/Settings.svelte"), only: "members" },
  { path: "/users/{username}", load: () => import("./pages/User.svelte") },
  { path: "/projects/{project_id}", load: () => import("./pages/Project.svelte"), ownBar: true },
  { path: "/chat", load: () => import("./pages/Chat.svelte"), only: "members" },
  { path: "/chat/{room_id}", load: () => import("./pages/Chat.svelte"), only: "members", ownBar: true },
  { path: "/projects/{project_id}/edit", load: write, only: "members", ownBar: true, ownHeader: true },
  { path: "/write", load: write, only: "members", ownBar: true, ownHeader: true },
];

const patterns = routes.map((route) => ({
  route,
  pattern: new RegExp(
    `^${route.path.replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${name.endsWith("_id") ? "[0-9a-f]{24}" : "[^/]+"})`)}$`,
  ),
}));

/** Finds the page at a path. */
export function match(path: string): Found | undefined {
  for (const { route, pattern } of patterns) {
    const found = pattern.exec(path);
    if (found) return { route, params: decoded(found.groups ?? {}) };
  }
  return undefined;
}

/** Loads the code of a page. */
export async function loaded(route: Route): Promise<Page> {
  return (await route.load()).default as Page;
}

function decoded(groups: PageParams): PageParams {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return groups;
  }
}
