/** Where the chat is shown: in a drawer beside the page, or, on a phone and at its own address, as a page. */

import { router } from "../lib/router.svelte";

const PHONE = "(max-width: 599.98px)";

/** Tell whether there is no room for anything beside the chat. */
export function isPhone(): boolean {
  return window.matchMedia(PHONE).matches;
}

/** Tell whether the page is the chat itself. */
export function isChatPage(): boolean {
  return router.path === "/chat" || router.path.startsWith("/chat/");
}

/** Give the address of a room, or of the list of rooms. */
export function addressOf(roomId: string | null): string {
  return roomId === null ? "/chat" : `/chat/${roomId}`;
}
