/** The agent console: signs in, then shows the desk. */

import { render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Account, CONSOLE_ACCOUNT } from "../common/account";
import type { SignedIn } from "../common/api";
import { Drafts } from "../common/drafts";
import { Outbox } from "../common/outbox";
import type { WireError } from "../common/protocol";
import { browserStorage } from "../common/storage";
import { Store, useStore } from "../common/store";
import { type ConsoleTexts, en } from "../texts/console/en";
import { Desk } from "./components/Desk";
import { SignIn } from "./components/SignIn";
import { Connection } from "./connection";
import { ConsoleContext } from "./context";
import { initial, reduce } from "./state";

const storage = browserStorage("localStorage");
const account = new Account(storage, CONSOLE_ACCOUNT);
const drafts = new Drafts(storage);

function ConsoleApp({ texts }: { texts: ConsoleTexts }) {
  const [signedIn, setSignedIn] = useState(account.current);
  const [reason, setReason] = useState("");
  const signOut = (why = "") => {
    account.forget();
    setReason(why);
    setSignedIn(null);
  };
  if (!signedIn) {
    const enter = (next: SignedIn) => {
      account.keep(next);
      setSignedIn(next);
    };
    return <SignIn texts={texts} reason={reason} onSignedIn={enter} />;
  }
  const refused = ({ code }: WireError) => signOut(code === "forbidden" ? texts.staffOnly : texts.expired);
  return <SignedInApp key={signedIn.token} signedIn={signedIn} texts={texts} signOut={signOut} refused={refused} />;
}

interface SignedInProps {
  signedIn: SignedIn;
  texts: ConsoleTexts;
  signOut(): void;
  refused(error: WireError): void;
}

function SignedInApp({ signedIn, texts, signOut, refused }: SignedInProps) {
  const { store, connection } = useMemo(() => {
    const outbox = new Outbox(storage, `console/${signedIn.person.id}`);
    const store = new Store(reduce, initial(signedIn.person, outbox.list()));
    return { store, connection: new Connection({ token: signedIn.token, outbox, store, signedOut: refused }) };
  }, []);
  const state = useStore(store);

  useEffect(() => {
    const wake = () => {
      if (document.visibilityState === "visible") connection.wake();
    };
    connection.restart();
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    return () => {
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
      connection.close();
    };
  }, [connection]);

  useEffect(() => {
    document.title = state.waiting.length ? `(${state.waiting.length}) ${texts.title}` : texts.title;
  }, [state.waiting.length]);

  const { lang } = document.documentElement;
  return (
    <ConsoleContext.Provider value={{ state, texts, language: lang, connection, drafts, signOut }}>
      <Desk />
    </ConsoleContext.Provider>
  );
}

const place = document.getElementById("console");
if (place) render(<ConsoleApp texts={en} />, place);
