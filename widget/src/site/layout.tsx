import type { ComponentChildren } from "preact";
import { directionOf } from "../common/direction";
import { LANGUAGES } from "../common/languages";
import type { SiteTexts } from "../texts/site";

interface LayoutProps {
  texts: SiteTexts;
  title: string;
  /** Which page it is, for the scripts and the style sheet. */
  page: string;
  children: ComponentChildren;
}

/** The frame of every page: head, header, footer. No script or style stands in the page itself. */
export function Layout({ texts, title, page, children }: LayoutProps) {
  return (
    <html lang={texts.code} dir={directionOf(texts.code)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${texts.name}`}</title>
        <link rel="icon" href="/assets/images/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/site.css" />
        <script src="/assets/site.js" defer />
      </head>
      <body data-page={page}>
        <a class="skip" href="#main">
          {texts.skip}
        </a>
        <header class="site-header">
          <a class="brand" href="/">
            <img src="/assets/images/mark.svg" alt="" width="34" height="34" />
            {texts.name}
          </a>
          <nav aria-label={texts.menu.label}>
            <NavLink href="/" here={page === "home"} text={texts.menu.home} />
            <NavLink href="/shop" here={page === "shop"} text={texts.menu.shop} />
            <NavLink href="/bookings" here={page === "bookings"} text={texts.menu.bookings} />
          </nav>
          <label class="language">
            <span class="sr-only">{texts.language}</span>
            <select data-language-menu>
              {LANGUAGES.map(({ code, name }) => (
                <option value={code} lang={code} selected={code === texts.code}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <div id="account" class="account" />
        </header>
        <main id="main">{children}</main>
        {page !== "room" && (
          <footer class="site-footer">
            <div>
              <strong>{texts.name}</strong>
              <p>{texts.footer.about}</p>
            </div>
            <p class="fine">{texts.footer.demo}</p>
            <p class="fine">
              <a href="/docs">{texts.footer.api}</a> · <a href="/console">{texts.footer.console}</a>
            </p>
          </footer>
        )}
      </body>
    </html>
  );
}

function NavLink({ href, here, text }: { href: string; here: boolean; text: string }) {
  return (
    <a href={href} aria-current={here ? "page" : undefined}>
      {text}
    </a>
  );
}
