const LONGEST_PX = 2048;
const QUALITY = 0.86;
/** What is drawn anew. A GIF may move, so it stays as it is. */
const DRAWN = new Map([
  ["image/jpeg", "image/jpeg"],
  ["image/webp", "image/jpeg"],
  ["image/png", "image/png"],
  ["image/heic", "image/jpeg"],
  ["image/heif", "image/jpeg"],
]);

/**
 * A photo of at most 2048 px without what cameras write beside it (place, device). As it is where
 * the browser cannot read it: the gateway says whether it takes it.
 */
export async function shrunk(file: File): Promise<File> {
  const type = DRAWN.get(file.type);
  if (!type) return file;
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, QUALITY));
    return blob ? new File([blob], renamed(file.name, type), { type }) : file;
  } catch {
    return file;
  }
}

function renamed(name: string, type: string): string {
  return type === "image/jpeg" ? name.replace(/\.(heic|heif|webp)$/i, ".jpg") : name;
}
