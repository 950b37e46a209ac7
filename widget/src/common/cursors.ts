import type { Cursor } from "./protocol";

/** Cursors only grow. */
export function raised(known: Record<string, Cursor>, told: Record<string, Cursor>): Record<string, Cursor> {
  const all = { ...known };
  for (const [id, cursor] of Object.entries(told)) {
    const read = Math.max(known[id]?.read ?? 0, cursor.read ?? 0);
    all[id] = { delivered: Math.max(known[id]?.delivered ?? 0, cursor.delivered ?? 0, read), read };
  }
  return all;
}
