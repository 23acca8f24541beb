/** What only members may do: a guest is led to sign up, and back to here. */

import { andBack, page } from "./next";
import { router } from "./router.svelte";
import { session } from "./session.svelte";

/** Tells whether the reader is signed in; leads a guest to the door. */
export async function isMember(): Promise<boolean> {
  if (await session.known()) return true;
  if (page("/sign-up")) await router.go(andBack("/sign-up"));
  return false;
}
