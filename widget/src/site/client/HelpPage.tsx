import { useEffect } from "preact/hooks";
import { ApiError, type Help, helpPage } from "../../common/api";
import { LANGUAGES } from "../../common/languages";
import { MarkdownText } from "../../common/rich";
import type { SiteTexts } from "../../texts/site";
import { Loaded } from "./loading";

/** `/help/PAGE#SECTION`: a page the guide answers from, with the section a source leads to in view. */
export function HelpPage({ texts }: { texts: SiteTexts }) {
  const page = location.pathname.split("/")[2] ?? "";
  return (
    <Loaded load={() => findPage(page, texts.code)} texts={texts}>
      {(help) => (help ? <Sections help={help} texts={texts} /> : <h1>{texts.help.unknown}</h1>)}
    </Loaded>
  );
}

function Sections({ help, texts }: { help: Help; texts: SiteTexts }) {
  const wanted = anchor();
  useEffect(() => {
    if (wanted) document.getElementById(wanted)?.scrollIntoView();
  }, []);
  return (
    <article lang={help.language} dir="auto" class="help" data-testid="help">
      <h1>{help.title}</h1>
      {help.sections.map(({ anchor, title, text }) => (
        <section key={anchor} id={anchor || undefined} class={anchor && anchor === wanted ? "wanted" : undefined}>
          {title && <h2>{title}</h2>}
          <MarkdownText text={text} newTab="" />
        </section>
      ))}
      <button type="button" class="button primary" lang={texts.code} data-open-chat>
        {texts.help.ask}
      </button>
    </article>
  );
}

/** The page in this language, or in the one that has the section one is led to. */
async function findPage(page: string, language: string): Promise<Help | null> {
  const own = await helpPage(page, language).catch((error: unknown) => {
    if (error instanceof ApiError && error.error.code === "not_found") return null;
    throw error;
  });
  const wanted = anchor();
  if (!own || !wanted || hasSection(own, wanted)) return own;
  const others = await Promise.all(LANGUAGES.map(({ code }) => helpPage(page, code)));
  return others.find((help) => hasSection(help, wanted)) ?? own;
}

function hasSection(help: Help, wanted: string): boolean {
  return help.sections.some((section) => section.anchor === wanted);
}

function anchor(): string {
  return decodeURIComponent(location.hash.slice(1));
}
