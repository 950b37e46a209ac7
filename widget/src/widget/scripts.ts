import type { FetchScript } from "../texts/tables";

/** Adds scripts beside the one that is running; a content policy that lets that in lets these in. */
export function scriptsBeside(running: HTMLScriptElement): FetchScript {
  return (name) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(name, running.src).href;
      script.nonce = running.nonce;
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(`${script.src} could not be loaded`));
      document.head.append(script);
    });
}
