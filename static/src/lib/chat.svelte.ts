/** The door to the coffee chat; the drawer behind it is loaded when it is first opened. */

class ChatDoor {
  /** Whether the drawer stands beside or over the page. */
  isOpen = $state(false);
  unread = $state(0);
}

export const chat = new ChatDoor();
/** Whether there is a coffee chat to open at all. */
export const HAS_CHAT: boolean = false;

/** Opens the talk with a user, coming from one of their projects. */
export function openChat(username: string, projectId?: string): void {
  void username;
  void projectId;
}
