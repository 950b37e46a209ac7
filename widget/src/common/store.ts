import { useEffect, useState } from "preact/hooks";

/** Holds the state; `dispatch` is the only way to change it. */
export class Store<S, E> {
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly reduce: (state: S, event: E) => S,
    public state: S,
  ) {}

  readonly dispatch = (event: E): void => {
    const next = this.reduce(this.state, event);
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  };

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** The store's state; the component is drawn again whenever it changes. */
export function useStore<S, E>(store: Store<S, E>): S {
  const [state, setState] = useState(store.state);
  useEffect(() => {
    setState(store.state); // it may have changed between the first drawing and this effect
    return store.subscribe(() => setState(store.state));
  }, [store]);
  return state;
}
