import { useLayoutEffect, useRef } from "preact/hooks";
import { digits } from "../../common/numbers";
import { OPEN } from "../../texts/launcher";
import type { Texts } from "../../texts/widget";
import type { Launcher, LauncherLook } from "../launcher";
import type { State } from "../model";
import { unread } from "../queries";

/** The button tells how it stands with the chat. */
export function useLauncher(launcher: Launcher | null, state: State, texts: Texts | null): void {
  useLayoutEffect(() => {
    if (texts) launcher?.show(state.open ? { label: texts.close, open: true } : closed(texts, unread(state)));
  });
  useFocusReturn(state.open, launcher?.button);
}

function closed(texts: Texts, count: number): LauncherLook {
  const label = OPEN[texts.code] ?? "";
  if (!count) return { label };
  const badge = count > 99 ? `${digits(99, texts.code)}+` : digits(count, texts.code);
  return { label: `${label}, ${texts.unread(count)}`, badge };
}

/** When the window closes, the focus goes back to where it was when it opened. */
function useFocusReturn(open: boolean, button: HTMLElement | undefined): void {
  const before = useRef<HTMLElement | null>(null);
  const wasOpen = useRef(open);
  useLayoutEffect(() => {
    if (open === wasOpen.current) return;
    wasOpen.current = open;
    const root = button?.getRootNode() as ShadowRoot | undefined;
    if (!open) (before.current ?? button)?.focus();
    const active = document.activeElement;
    const onPage = active instanceof HTMLElement && active !== document.body && active !== root?.host;
    before.current = open && onPage ? active : null;
  }, [open]);
}
