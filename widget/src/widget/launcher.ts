import { CHAT, CHEVRON_DOWN } from "../common/paths";

const SVG = "http://www.w3.org/2000/svg";

export interface LauncherLook {
  label: string;
  open?: boolean;
  /** What is unread, in a few signs. */
  badge?: string;
}

/** The floating button. Plain DOM: to draw it, nothing else has to be there. */
export class Launcher {
  readonly button = document.createElement("button");
  private readonly path = document.createElementNS(SVG, "path");
  private readonly badge = document.createElement("span");

  constructor() {
    const icon = document.createElementNS(SVG, "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    icon.append(this.path);
    this.badge.className = "badge";
    this.badge.dataset.testid = "unread";
    this.badge.setAttribute("aria-hidden", "true");
    this.button.type = "button";
    this.button.className = "launcher";
    this.button.dataset.testid = "launcher";
    this.button.setAttribute("aria-haspopup", "dialog");
    this.button.append(icon);
  }

  show({ label, open = false, badge }: LauncherLook): void {
    this.button.setAttribute("aria-label", label);
    this.button.setAttribute("aria-expanded", String(open));
    this.path.setAttribute("d", open ? CHEVRON_DOWN : CHAT);
    this.badge.textContent = badge ?? "";
    if (badge) this.button.append(this.badge);
    else this.badge.remove();
  }

  /** What it opens is on its way. */
  setBusy(busy: boolean): void {
    this.button.setAttribute("aria-busy", String(busy));
  }
}
