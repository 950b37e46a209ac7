import type { ButtonHTMLAttributes, Ref } from "preact";

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What it does: it is read out, and shown when the pointer rests on it. */
  label: string;
  ref?: Ref<HTMLButtonElement>;
  "data-testid"?: string;
}

/** A button that shows an icon only. */
export function IconButton({ label, ...button }: IconButtonProps) {
  return <button type="button" class="icon-button" aria-label={label} title={label} {...button} />;
}
