/** What the icons draw that also stand outside of components. */

export const CHAT = "M21 11.5a8.4 8.4 0 0 1-8.5 8.3 8.7 8.7 0 0 1-3.9-.9L3 20.5l1.7-4.9a8 8 0 0 1-.7-4.1 8.4 8.4 0 0 1 8.5-8.3A8.4 8.4 0 0 1 21 11.5ZM8.5 10.5h7M8.5 13.8h4.5";
export const CHEVRON_DOWN = "M6 9.5l6 6 6-6";
