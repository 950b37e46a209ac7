import { READY } from "../../widget/api";

/** Puts the chat on the page with the one script tag a host needs, here with the token of who is signed in. */
export function addChat(data: Record<string, string>): void {
  const script = document.createElement("script");
  script.src = "/widget.js";
  script.async = true;
  Object.assign(script.dataset, { language: document.documentElement.lang, pushWorker: "/pandityatra-push.js", ...data });
  document.body.append(script);
}

export function openChat(): void {
  if (window.PanditYatra) window.PanditYatra.open();
  else window.addEventListener(READY, () => window.PanditYatra?.open(), { once: true });
}
