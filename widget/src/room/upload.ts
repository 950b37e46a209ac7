import type { Attachment, WireError } from "../common/protocol";
import type { Access } from "./files";

/** The network broke, or the gateway is away for a moment: the same may work later. */
export class Interrupted extends Error {}

const SERVER_ERROR = 500;

/**
 * Brings one file to the gateway. `told` hears how much of it has gone, 0 to 1. Rejects with `Interrupted`,
 * or with the refusal. (`fetch` does not tell how far an upload is.)
 */
export function upload(
  { server, token }: Access,
  query: Record<string, string | undefined>,
  file: File,
  signal: AbortSignal,
  told: (progress: number) => void,
): Promise<Attachment> {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${server}/api/attachments?${new URLSearchParams(given)}`);
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => told(loaded / total);
    request.onerror = () => reject(new Interrupted());
    request.onabort = () => reject(new Interrupted());
    request.onload = () => {
      const { status, response } = request;
      if (status < 300) resolve(response.attachment);
      else if (status >= SERVER_ERROR) reject(new Interrupted());
      else reject((response?.error ?? { code: "failed", message: "" }) satisfies WireError);
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
