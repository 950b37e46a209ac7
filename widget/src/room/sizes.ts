import type { RoomTexts } from "../texts/room";

const MEGABYTE = 1024 ** 2;

/** A size in bytes, as people read it. */
export function fileSize(words: RoomTexts, bytes: number): string {
  if (bytes < MEGABYTE) return words.kilobytes(Math.max(1, Math.round(bytes / 1024)));
  return words.megabytes(Math.round((10 * bytes) / MEGABYTE) / 10);
}
