/** The pages of the sample host site as static HTML; what changes in them is filled in by client/. */

import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { directionOf } from "../common/direction";
import { SITE_TEXTS, type SiteTexts } from "../texts/site";
import { Layout } from "./layout";

/** Every page in every language by its path below `dist/site`. */
export function pages(): Record<string, string> {
  const translated = Object.values(SITE_TEXTS).flatMap((texts) =>
    Object.entries(pagesIn(texts)).map(([name, page]) => [`${texts.code}/${name}.html`, page]),
  );
  return Object.fromEntries(translated);
}

function pagesIn(texts: SiteTexts): Record<string, string> {
  const page = (name: string, title: string, content: VNode) =>
    html(
      <Layout texts={texts} title={title} page={name}>
        {content}
      </Layout>,
    );
  return {
    index: page("home", texts.home.title, <Home texts={texts} />),
    shop: page("shop", texts.shop.title, <Shop texts={texts} />),
    track: page("track", texts.track.title, <Filled id="tracking" heading={texts.track.title} />),
    bookings: page("bookings", texts.bookings.title, <Filled id="booking-list" heading={texts.bookings.heading} />),
    video: html(<Video texts={texts} />),
    room: page("room", texts.room.title, <Room texts={texts} />),
    checkout: page("checkout", texts.checkout.title, <Filled id="checkout" heading={texts.checkout.heading} />),
    missing: page("missing", texts.missing.title, <Missing texts={texts} />),
    help: page("help", texts.help.title, <section id="help" class="narrow" />),
  };
}

function html(page: VNode): string {
  return `<!doctype html>\n${renderToString(page)}\n`;
}

interface PageProps {
  texts: SiteTexts;
}

function Home({ texts }: PageProps) {
  const { home } = texts;
  return (
    <>
      <section class="hero">
        <div>
          <h1>{home.heading}</h1>
          <p class="lead">{home.lead}</p>
          <p class="actions">
            <button type="button" class="button primary" data-open-chat>
              {home.ask}
            </button>
            <a class="button" href="#pujas">
              {home.pujasLink}
            </a>
          </p>
        </div>
        <img src="/assets/images/hero.svg" alt="" width="560" height="480" />
      </section>
      <ul class="promises">
        {home.promises.map(({ title, text }) => (
          <li>
            <h2>{title}</h2>
            <p>{text}</p>
          </li>
        ))}
      </ul>
      <section class="band">
        <h2>{home.howTitle}</h2>
        <ol class="steps">
          {home.how.map(({ title, text }) => (
            <li>
              <h3>{title}</h3>
              <p>{text}</p>
            </li>
          ))}
        </ol>
      </section>
      <section id="pujas">
        <h2>{home.pujasTitle}</h2>
        <p class="lead">{home.pujasLead}</p>
        <div id="puja-list" />
      </section>
      <section class="closing">
        <h2>{home.closingTitle}</h2>
        <p>{home.closing}</p>
        <button type="button" class="button primary" data-open-chat>
          {home.ask}
        </button>
      </section>
    </>
  );
}

function Shop({ texts }: PageProps) {
  return (
    <section>
      <h1>{texts.shop.heading}</h1>
      <p class="lead">{texts.shop.lead}</p>
      <div id="product-list" />
    </section>
  );
}

/** A heading, and below it what a script brings. */
function Filled({ id, heading }: { id: string; heading: string }) {
  return (
    <section class="narrow">
      <h1>{heading}</h1>
      <div id={id} />
    </section>
  );
}

function Missing({ texts }: PageProps) {
  return (
    <section class="narrow">
      <h1>{texts.missing.title}</h1>
      <p class="lead">{texts.missing.text}</p>
      <a class="button primary" href="/">
        {texts.menu.home}
      </a>
    </section>
  );
}

/** The video takes the greater part, the chat the rest; below each other on a narrow screen. */
function Room({ texts }: PageProps) {
  return (
    <div class="room">
      <h1 class="sr-only">{texts.room.title}</h1>
      <section id="video" class="video" aria-label={texts.room.video} />
      <div id="chat" class="chat" />
    </div>
  );
}

/** Stands where a host would embed its video service. Drawn and moved by CSS alone. */
function Video({ texts }: PageProps) {
  return (
    <html lang={texts.code} dir={directionOf(texts.code)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{texts.video.title}</title>
        <link rel="stylesheet" href="/assets/video.css" />
      </head>
      <body>
        <main class="scene">
          <div class="arch" />
          <div class="garland">
            {Array.from({ length: 19 }, () => (
              <i />
            ))}
          </div>
          <div class="altar">
            <div class="lamp">
              <span class="flame" />
              <span class="bowl" />
            </div>
            <div class="fire">
              <span class="flame" />
              <span class="flame" />
              <span class="flame" />
              <span class="kund" />
            </div>
            <div class="lamp">
              <span class="flame" />
              <span class="bowl" />
            </div>
          </div>
          <div class="petals" aria-hidden="true">
            {Array.from({ length: 12 }, () => (
              <i />
            ))}
          </div>
          <h1 class="caption">{texts.video.caption}</h1>
        </main>
      </body>
    </html>
  );
}
