/** Inline SVG icons, 24 by 24, drawn in the colour of the text. Decorative: the control has the name. */

import { CHAT, CHEVRON_DOWN } from "./paths";

export function icon(path: string, mirrored = false) {
  return () => (
    <svg class={mirrored ? "icon mirrored" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

export const ChatIcon = /* @__PURE__ */ icon(CHAT);
export const CloseIcon = /* @__PURE__ */ icon("M6 6l12 12M18 6L6 18");
export const ChevronDownIcon = /* @__PURE__ */ icon(CHEVRON_DOWN);
export const SendIcon = /* @__PURE__ */ icon("M4.5 12L3.6 5.3c-.1-.8.7-1.4 1.4-1L20 11.2c.7.3.7 1.3 0 1.6L5 19.7c-.7.4-1.5-.2-1.4-1L4.5 12Zm0 0H12", true);
export const StopIcon = /* @__PURE__ */ icon("M7.5 7.5h9v9h-9z");
export const BackIcon = /* @__PURE__ */ icon("M15 5.5L8.5 12l6.5 6.5", true);
export const NextIcon = /* @__PURE__ */ icon("M9 5.5l6.5 6.5-6.5 6.5", true);
export const GlobeIcon = /* @__PURE__ */ icon("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3.5 9.5h17M3.5 14.5h17M12 3c-3 2.6-4 5.6-4 9s1 6.4 4 9c3-2.6 4-5.6 4-9s-1-6.4-4-9Z");
export const PersonIcon = /* @__PURE__ */ icon("M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.8-3.6 3.8-5 7.5-5s6.7 1.4 7.5 5");
export const DoorIcon = /* @__PURE__ */ icon("M14 4h4.5v16H14M4 12h10.5M10.5 7.5L15 12l-4.5 4.5", true);
export const SentIcon = /* @__PURE__ */ icon("M5 12.5l4.5 4.5L19 7.5");
export const SeenIcon = /* @__PURE__ */ icon("M2 12.5l4.5 4.5L15 8M11 16l1.5 1.5L22 8");
export const ClockIcon = /* @__PURE__ */ icon("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7.5V12l3 2");
export const AlertIcon = /* @__PURE__ */ icon("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7.5v5M12 16.2v.1");
export const NoteIcon = /* @__PURE__ */ icon("M7 3.5h10A1.5 1.5 0 0 1 18.5 5v9.5l-5 6H7A1.5 1.5 0 0 1 5.5 19V5A1.5 1.5 0 0 1 7 3.5ZM13.5 20.5v-6h5M9 8h6M9 11.5h3.5");
export const CheckIcon = SentIcon;
export const InboxIcon = /* @__PURE__ */ icon("M4 13.5l2.3-7.8A1.7 1.7 0 0 1 8 4.5h8a1.7 1.7 0 0 1 1.7 1.2L20 13.5V18a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18v-4.5Zm0 0h4.5l1.3 2.5h4.4l1.3-2.5H20");

/** The guide's face: a lamp (diya). */
export function LampIcon() {
  return (
    <svg class="icon lamp" viewBox="0 0 24 24" aria-hidden="true">
      <path class="flame" d="M12 3c1.9 2.2 2.9 3.9 2.9 5.6A2.9 2.9 0 0 1 12 11.6a2.9 2.9 0 0 1-2.9-3C9.1 6.9 10.1 5.2 12 3Z" />
      <path class="bowl" d="M3 13.2h18c-.6 4.3-4.3 7.3-9 7.3s-8.4-3-9-7.3Z" />
    </svg>
  );
}
