import { Drafts } from "../common/drafts";
import type { KeyValue } from "../common/storage";

/** What the browser keeps for a person between pages: the guest's token, the language,
 * the place read up to, drafts. */
export class Keeper {
  readonly drafts: Drafts;

  constructor(
    private readonly storage: KeyValue,
    private readonly server: string,
  ) {
    this.drafts = new Drafts(storage);
  }

  get guestToken(): string | null {
    return this.storage.getItem(this.key("guest"));
  }

  set guestToken(token: string | null) {
    if (token) this.set(this.key("guest"), token);
    else this.storage.removeItem(this.key("guest"));
  }

  /** What was spoken last. */
  get language(): string | null {
    return this.storage.getItem(this.key("language"));
  }

  set language(code: string) {
    this.set(this.key("language"), code);
  }

  /** What the host's page wanted to be spoken when it was last looked at. */
  get hostLanguage(): string | null {
    return this.storage.getItem(this.key("host-language"));
  }

  set hostLanguage(code: string) {
    this.set(this.key("host-language"), code);
  }

  /** Names one conversation of one person, also before the gateway has said which one it is. */
  scope(hostToken: string | null, bookingId: string | null): string {
    return `${this.server}/${hostToken ? subjectOf(hostToken) : "guest"}/${bookingId ?? "guide"}`;
  }

  /** Removes all that is kept of a person. */
  forget(hostToken: string | null): void {
    const theirs = `/${this.scope(hostToken, "")}`;
    for (let index = this.storage.length; index--; ) {
      const key = this.storage.key(index);
      if (key?.includes(theirs)) this.storage.removeItem(key);
    }
    if (!hostToken) this.guestToken = null;
  }

  readSeq(scope: string): number {
    return Number(this.storage.getItem(`pandityatra.read/${scope}`) ?? 0);
  }

  keepReadSeq(scope: string, seq: number): void {
    this.set(`pandityatra.read/${scope}`, String(seq));
  }

  private key(name: string): string {
    return `pandityatra.${name}/${this.server}`;
  }

  private set(key: string, value: string): void {
    try {
      this.storage.setItem(key, value);
    } catch {
      // The storage is full: nothing here is worth more than what it is full of.
    }
  }
}

/** The `sub` of a JWT, only to keep two people's things apart in one browser; the gateway verifies it. */
function subjectOf(token: string): string {
  try {
    const payload = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    return String(JSON.parse(atob(payload)).sub);
  } catch {
    return "host";
  }
}
