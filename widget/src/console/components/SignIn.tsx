import { useState } from "preact/hooks";
import { type SignedIn, signIn } from "../../common/api";
import { LampIcon } from "../../common/icons";
import type { ConsoleTexts } from "../../texts/console/en";

interface SignInProps {
  texts: ConsoleTexts;
  /** Why one has to sign in again. */
  reason: string;
  onSignedIn(signedIn: SignedIn): void;
}

export function SignIn({ texts, reason, onSignedIn }: SignInProps) {
  const [failed, setFailed] = useState(reason);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    try {
      const signedIn = await signIn(String(data.get("username")), String(data.get("password")));
      const isStaff = signedIn.person.role === "agent" || signedIn.person.role === "admin";
      if (isStaff) onSignedIn(signedIn);
      else setFailed(texts.staffOnly);
    } catch (error) {
      setFailed(error instanceof Error && error.message ? error.message : texts.failed);
    }
  };

  return (
    <main class="sign-in">
      <form class="panel" onSubmit={submit}>
        <span class="mark">
          <LampIcon />
        </span>
        <h1>{texts.title}</h1>
        <p class="muted">{texts.signInLead}</p>
        <label>
          {texts.username}
          <input name="username" autocomplete="username" required />
        </label>
        <label>
          {texts.password}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        {failed && (
          <p role="alert" class="notice">
            {failed}
          </p>
        )}
        <button type="submit" class="button primary">
          {texts.signIn}
        </button>
      </form>
    </main>
  );
}
