/** What of the chat is on the screen: nothing, the list of rooms, or one room. */

export type Shown = { kind: "closed" } | { kind: "list" } | { kind: "room"; roomId: string };

export class Screen {
  shown = $state.raw<Shown>({ kind: "closed" });
  /** What had the focus when the chat was opened, and gets it back. */
  private opener: HTMLElement | null = null;

  get isOpen(): boolean {
    return this.shown.kind !== "closed";
  }

  get roomId(): string | null {
    return this.shown.kind === "room" ? this.shown.roomId : null;
  }

  showList(): void {
    this.open({ kind: "list" });
  }

  showRoom(roomId: string): void {
    this.open({ kind: "room", roomId });
  }

  close(): void {
    if (!this.isOpen) return;
    this.shown = { kind: "closed" };
    this.opener?.focus();
    this.opener = null;
  }

  private open(shown: Shown): void {
    if (!this.isOpen && document.activeElement instanceof HTMLElement) this.opener = document.activeElement;
    this.shown = shown;
  }
}
