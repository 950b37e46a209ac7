import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Files } from "../files";

/** The object URL of a file, fetched when its place comes into sight. */
export function useFile(files: Files, id: string, place: RefObject<HTMLElement | null>): { url: string | null; failed: boolean } {
  const [file, setFile] = useState({ url: null as string | null, failed: false });
  useEffect(() => {
    const fetch = () => files.url(id).then(
      (url) => setFile({ url, failed: false }),
      () => setFile({ url: null, failed: true }),
    );
    const sight = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      sight.disconnect();
      void fetch();
    });
    if (place.current) sight.observe(place.current);
    return () => sight.disconnect();
  }, [id]);
  return file;
}
