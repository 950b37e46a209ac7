import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SiteTexts } from "../../texts/site";

interface LoadedProps<T> {
  load(): Promise<T>;
  texts: SiteTexts;
  children(value: T): ComponentChildren;
}

/** Draws what `load` brings; before that a line that it loads, or why it could not. */
export function Loaded<T>({ load, texts, children }: LoadedProps<T>) {
  const [value, setValue] = useState<T | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    load().then(setValue, () => setFailed(true));
  }, []);
  if (failed) {
    return (
      <p role="alert" class="notice">
        {texts.failed}
      </p>
    );
  }
  return value === null ? <p class="muted">{texts.loading}</p> : <>{children(value)}</>;
}
