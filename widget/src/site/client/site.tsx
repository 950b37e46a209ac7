/** Brings the static pages of the sample site to life: account, lists, room, and the chat widget. */

import { render } from "preact";
import { Account, SITE_ACCOUNT } from "../../common/account";
import { browserStorage } from "../../common/storage";
import { SITE_TEXTS } from "../../texts/site";
import { en } from "../../texts/site/en";
import { SIGN_IN_NEEDED } from "../../widget/api";
import { AccountArea } from "./AccountArea";
import { BookingList } from "./BookingList";
import { CheckoutForm } from "./CheckoutForm";
import { addChat, openChat } from "./chat";
import { HelpPage } from "./HelpPage";
import { listenToLanguageMenu } from "./language";
import { ProductList } from "./ProductList";
import { PujaList } from "./PujaList";
import { showRoom } from "./room";
import { Tracking } from "./Tracking";

const account = new Account(browserStorage("localStorage"), SITE_ACCOUNT);
const signedIn = account.current;
const texts = SITE_TEXTS[document.documentElement.lang] ?? en;

function fill(id: string, content: preact.VNode): void {
  const place = document.getElementById(id);
  if (place) render(content, place);
}

fill("account", <AccountArea account={account} texts={texts} />);
fill("puja-list", <PujaList texts={texts} />);
fill("product-list", <ProductList texts={texts} />);
fill("booking-list", <BookingList signedIn={signedIn} texts={texts} />);
fill("tracking", <Tracking signedIn={signedIn} texts={texts} />);
fill("help", <HelpPage texts={texts} />);
fill("checkout", <CheckoutForm signedIn={signedIn} texts={texts} />);

if (document.body.dataset.page === "room") showRoom(signedIn, texts);
else addChat(signedIn ? { token: signedIn.token } : {});

listenToLanguageMenu();
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-open-chat]")) openChat();
});
window.addEventListener(SIGN_IN_NEEDED, () => {
  account.forget();
  location.reload();
});
