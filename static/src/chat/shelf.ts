/** The browser's storage, or memory where there is none or it is full: what was typed is kept as well as it can be. */
export class Shelf implements Storage {
  private readonly memory = new Map<string, string>();

  constructor(private readonly storage: Storage | null) {}

  /** Give the storage that all tabs of this browser share. */
  static shared(): Shelf {
    try {
      return new Shelf(window.localStorage);
    } catch {
      return new Shelf(null);
    }
  }

  get length(): number {
    return this.keys().length;
  }

  key(place: number): string | null {
    return this.keys()[place] ?? null;
  }

  getItem(key: string): string | null {
    return this.memory.get(key) ?? this.storage?.getItem(key) ?? null;
  }

  setItem(key: string, value: string): void {
    try {
      if (!this.storage) throw new Error("no storage");
      this.storage.setItem(key, value);
      this.memory.delete(key);
    } catch {
      this.memory.set(key, value);
    }
  }

  removeItem(key: string): void {
    this.memory.delete(key);
    this.storage?.removeItem(key);
  }

  clear(): void {
    this.memory.clear();
    this.storage?.clear();
  }

  private keys(): string[] {
    const stored = Array.from({ length: this.storage?.length ?? 0 }, (_, place) => this.storage?.key(place) ?? "");
    return [...new Set([...stored, ...this.memory.keys()])];
  }
}
