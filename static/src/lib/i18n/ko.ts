import type { Messages } from "./i18n.svelte";

const files = import.meta.glob<Messages[string]>("../../messages/ko/*.json", { eager: true, import: "default" });

/** Every area's messages: the name of the file is the area. */
export const messages: Messages = Object.fromEntries(
  Object.entries(files).map(([path, area]) => [path.replace(/^.*\/|\.json$/g, ""), area]),
);
