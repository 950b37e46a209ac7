import type { SignedIn } from "./api";
import type { KeyValue } from "./storage";

/** Who is signed in on these pages, kept until the token expires. */
export class Account {
  constructor(
    private readonly storage: KeyValue,
    private readonly key: string,
  ) {}

  get current(): SignedIn | null {
    try {
      const kept: SignedIn | null = JSON.parse(this.storage.getItem(this.key) ?? "null");
      return kept && Date.parse(kept.expires_at) > Date.now() ? kept : null;
    } catch {
      return null; // not written by us
    }
  }

  keep(signedIn: SignedIn): void {
    this.storage.setItem(this.key, JSON.stringify(signedIn));
  }

  forget(): void {
    this.storage.removeItem(this.key);
  }
}

/** People of the sample site and agents sign in apart from each other. */
export const SITE_ACCOUNT = "pandityatra.account";
export const CONSOLE_ACCOUNT = "pandityatra.console";
