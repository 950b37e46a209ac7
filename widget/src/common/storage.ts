/** The part of the Web Storage interface that is used here. */
export type KeyValue = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** Keeps values as long as the page lives: the fallback, and handy in tests. */
export class MemoryStorage implements KeyValue {
  private readonly values = new Map<string, string>();

  get length(): number {
    return this.values.size;
  }

  key(index: number): string | null {
    return [...this.values.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }

  removeItem(key: string): void {
    this.values.delete(key);
  }
}

/** The browser's storage, or memory where the browser refuses it (privacy settings, sandboxes). */
export function browserStorage(kind: "localStorage" | "sessionStorage"): KeyValue {
  try {
    const storage = window[kind];
    storage.setItem("pandityatra.probe", "1");
    storage.removeItem("pandityatra.probe");
    return storage;
  } catch {
    return new MemoryStorage();
  }
}
