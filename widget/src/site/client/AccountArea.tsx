import { useState } from "preact/hooks";
import { Account, CONSOLE_ACCOUNT } from "../../common/account";
import { ApiError, signIn } from "../../common/api";
import { SignInForm } from "../../common/SignInForm";
import { browserStorage } from "../../common/storage";
import type { SiteTexts } from "../../texts/site";

const DIALOG = "sign-in";
const SAMPLE_PASSWORD = "demo";

interface AccountAreaProps {
  account: Account;
  texts: SiteTexts;
}

/** Top right: who is signed in, or the way to. */
export function AccountArea({ account, texts }: AccountAreaProps) {
  const { current } = account;
  if (current) {
    const signOut = () => {
      account.forget();
      location.assign("/");
    };
    return (
      <>
        <span class="who" dir="auto" data-testid="who">
          {current.person.name}
        </span>
        <button type="button" class="button small" onClick={signOut}>
          {texts.account.signOut}
        </button>
      </>
    );
  }
  return (
    <>
      <SignInButton texts={texts} />
      <SignInDialog account={account} texts={texts} />
    </>
  );
}

export function SignInButton({ texts }: { texts: SiteTexts }) {
  const open = () => (document.getElementById(DIALOG) as HTMLDialogElement | null)?.showModal();
  return (
    <button type="button" class="button small primary" onClick={open}>
      {texts.account.signIn}
    </button>
  );
}

function SignInDialog({ account, texts }: AccountAreaProps) {
  const [failed, setFailed] = useState("");
  const words = texts.signIn;

  const enter = async (username: string, password: string) => {
    try {
      const signedIn = await signIn(username, password);
      if (signedIn.person.role === "agent" || signedIn.person.role === "admin") {
        new Account(browserStorage("localStorage"), CONSOLE_ACCOUNT).keep(signedIn);
        location.assign("/console");
      } else {
        account.keep(signedIn);
        location.reload();
      }
    } catch (error) {
      const wrong = error instanceof ApiError && error.error.code === "credentials_invalid";
      setFailed(wrong ? words.wrong : texts.failed);
    }
  };

  return (
    <dialog id={DIALOG} class="dialog" aria-labelledby="sign-in-title">
      <form method="dialog" class="dialog-head">
        <h2 id="sign-in-title">{words.title}</h2>
        <button type="submit" class="button small">
          {words.close}
        </button>
      </form>
      <p class="muted">{words.lead}</p>
      <ul class="people">
        {words.people.map(({ username, name, role }) => (
          <li>
            <button type="button" class="person" onClick={() => enter(username, SAMPLE_PASSWORD)}>
              <strong>{name}</strong>
              <span>{role}</span>
            </button>
          </li>
        ))}
      </ul>
      <SignInForm words={words} failed={failed} enter={enter} />
    </dialog>
  );
}
