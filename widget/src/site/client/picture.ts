/** An illustration by what the id of a puja or product speaks of. */
const MOTIFS: [RegExp, string][] = [
  [/kit|set$/, "box"],
  [/havan|navagraha|fire/, "fire"],
  [/mala|naga|jaap/, "beads"],
  [/incense|camphor/, "incense"],
  [/book|saraswati|namkaran/, "book"],
  [/kalash|gangajal|ghee|rudrabhishek|satyanarayan|pravesh/, "pot"],
  [/diya|thali|lakshmi|shraddh/, "lamp"],
];

export function pictureOf(id: string): string {
  const motif = MOTIFS.find(([pattern]) => pattern.test(id))?.[1] ?? "lotus";
  return `/assets/images/${motif}.svg`;
}
