/** What only members may do: a guest is led to sign up, and back to here. */

import { andBack, page } from "./next";
import { router } from "./router.svelte";
import { said } from "./said";
import { session } from "./session.svelte";
import { toasts } from "./toasts.svelte";

/** Tells whether the reader is signed in; leads a guest to the door, and tells when that can't be found out. */
export async function isMember(): Promise<boolean> {
  try {
    if (await session.known()) return true;
    if (page("/sign-up")) await router.go(andBack("/sign-up"));
  } catch (error) {
    toasts.warn(said(error));
  }
  return false;
}
