/** The door to the coffee chat: what every page needs of it. What lies behind is loaded for members only. */

import type { Coffee } from "../chat/coffee.svelte";
import { addressOf, isChatPage, isPhone } from "../chat/place";
import { router } from "./router.svelte";
import { said } from "./said";
import { toasts } from "./toasts.svelte";

class ChatDoor {
  /** The chat of the one who is signed in; null for guests, and until it is there. */
  coffee = $state.raw<Coffee | null>(null);
  #userId: string | null | undefined;
  #entering: Promise<Coffee> | undefined;

  /** Whether the drawer stands beside or over the page. */
  get isOpen(): boolean {
    return !isChatPage() && (this.coffee?.screen.isOpen ?? false);
  }

  get unread(): number {
    return this.coffee?.chat.unread ?? 0;
  }

  /** Whether there is a talk with a user already, as far as is known here. */
  hasTalkWith(username: string): boolean {
    return this.coffee?.list.has(username) ?? false;
  }

  /** Shows the list of rooms, or hides the chat. */
  toggle(): void {
    if (isChatPage()) router.back("/projects");
    else if (isPhone()) void router.go(addressOf(null));
    else if (this.isOpen) this.coffee?.screen.close();
    else void this.entered().then((coffee) => coffee.screen.showList(), tell);
  }

  /** Opens the chat of a user; of nobody, it is closed, and what was written in it is forgotten. */
  enter(userId: string | null): void {
    if (userId === this.#userId) return;
    this.#userId = userId;
    this.coffee?.leave();
    this.coffee = null;
    this.#entering = undefined;
    if (userId !== null) void this.entered().catch(() => undefined);
  }

  /** Waits until the chat is there; asks for its code again if that could not be had. */
  async entered(): Promise<Coffee> {
    const userId = this.#userId;
    if (!userId) throw new Error("Nobody is signed in.");
    this.#entering ??= this.#load(userId);
    try {
      return await this.#entering;
    } catch (error) {
      if (userId === this.#userId) this.#entering = undefined;
      throw error;
    }
  }

  async #load(userId: string): Promise<Coffee> {
    const { Coffee } = await import("../chat/coffee.svelte");
    if (userId !== this.#userId) throw new Error("Somebody else is signed in.");
    this.coffee = new Coffee(userId);
    return this.coffee;
  }
}

export const chat = new ChatDoor();

/** Opens the talk of a member with a user, coming from one of their projects. */
export async function openChat(username: string, projectId?: string): Promise<void> {
  try {
    const coffee = await chat.entered();
    const room = await coffee.talkTo(username, projectId);
    if (isPhone() || isChatPage()) await router.go(addressOf(room.id));
    else coffee.screen.showRoom(room.id);
  } catch (error) {
    tell(error);
  }
}

function tell(error: unknown): void {
  toasts.warn(said(error));
}
