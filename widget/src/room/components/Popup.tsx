import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const MARGIN_PX = 8;

interface PopupProps {
  label: string;
  /** What it belongs to; the focus goes back there. */
  anchor: HTMLElement;
  close(): void;
  children: ComponentChildren;
}

/** A menu above everything else: arrow keys go through it, Escape, Tab and a press elsewhere close it. */
export function Popup({ label, anchor, close, children }: PopupProps) {
  const menu = useRef<HTMLDivElement>(null);
  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];

  useLayoutEffect(() => {
    const element = menu.current;
    if (!element) return;
    element.showPopover?.();
    place(element, anchor);
    items()[0]?.focus();
    const outside = (event: PointerEvent) => {
      if (!event.composedPath().includes(element) && !event.composedPath().includes(anchor)) close();
    };
    const follow = () => place(element, anchor);
    const root = element.getRootNode();
    root.addEventListener("scroll", follow, true);
    document.addEventListener("pointerdown", outside, true);
    return () => {
      root.removeEventListener("scroll", follow, true);
      document.removeEventListener("pointerdown", outside, true);
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      close();
      return anchor.focus();
    }
    const all = items();
    const active = (menu.current?.getRootNode() as ShadowRoot).activeElement;
    const next = target(event.key, all.indexOf(active as HTMLElement), all.length, isRightToLeft(anchor));
    if (next === null) return;
    event.preventDefault();
    all.at(next)?.focus();
  };

  return (
    <div ref={menu} class="popup" role="menu" popover="manual" aria-label={label} data-testid="menu" onKeyDown={onKeyDown}>
      {children}
    </div>
  );
}

/** Which item a key leads to. The emojis stand in a row, the rest below each other: all arrows work everywhere. */
function target(key: string, at: number, count: number, rtl: boolean): number | null {
  if (key === "Home") return 0;
  if (key === "End") return -1;
  const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[key];
  return step === undefined ? null : (at + step + count) % count;
}

/** Below the anchor, above it where there is no room, over the chat and never off the screen. */
function place(element: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = element;
  const below = at.bottom + height + MARGIN_PX < innerHeight;
  const left = hasMoreToItsRight(anchor) ? at.left : at.right - width;
  element.style.left = `${Math.max(MARGIN_PX, Math.min(left, innerWidth - width - MARGIN_PX))}px`;
  element.style.top = `${Math.max(MARGIN_PX, below ? at.bottom + 4 : at.top - height - 4)}px`;
}

function hasMoreToItsRight(anchor: HTMLElement): boolean {
  const { left, right } = (anchor.closest(".window") ?? document.body).getBoundingClientRect();
  const at = anchor.getBoundingClientRect();
  return at.left - left < right - at.right;
}

function isRightToLeft(element: Element): boolean {
  return getComputedStyle(element).direction === "rtl";
}
