import type coffee from "@lucide/svelte/icons/coffee";

/** An icon of the one set: `import Coffee from "@lucide/svelte/icons/coffee"`. */
export type Drawing = typeof coffee;
