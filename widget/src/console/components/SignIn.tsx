import { useState } from "preact/hooks";
import { ApiError, type SignedIn, signIn } from "../../common/api";
import { LampIcon } from "../../common/icons";
import { SignInForm } from "../../common/SignInForm";
import type { ConsoleTexts } from "../../texts/console/en";
import { whyNot } from "../context";

interface SignInProps {
  texts: ConsoleTexts;
  /** Why one has to sign in again. */
  reason: string;
  onSignedIn(signedIn: SignedIn): void;
}

export function SignIn({ texts, reason, onSignedIn }: SignInProps) {
  const [failed, setFailed] = useState(reason);

  const enter = async (username: string, password: string) => {
    try {
      const signedIn = await signIn(username, password);
      const isStaff = signedIn.person.role === "agent" || signedIn.person.role === "admin";
      if (isStaff) onSignedIn(signedIn);
      else setFailed(texts.staffOnly);
    } catch (error) {
      setFailed(error instanceof ApiError ? whyNot(error.error, texts) : texts.failed);
    }
  };

  return (
    <main class="sign-in">
      <SignInForm class="panel" words={{ ...texts, submit: texts.signIn }} failed={failed} enter={enter}>
        <span class="mark">
          <LampIcon />
        </span>
        <h1>{texts.title}</h1>
        <p class="muted">{texts.signInLead}</p>
      </SignInForm>
    </main>
  );
}
