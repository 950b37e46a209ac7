import { pujas } from "../../common/api";
import { money } from "../../common/money";
import type { SiteTexts } from "../../texts/site";
import { Loaded } from "./loading";
import { pictureOf } from "./picture";

export function PujaList({ texts }: { texts: SiteTexts }) {
  const { lang } = document.documentElement;
  return (
    <Loaded load={() => pujas(texts.code)} texts={texts}>
      {(items) => (
        <ul class="grid" data-testid="pujas">
          {items.map(({ id, name, summary, price, currency, duration_minutes }) => (
            <li class="tile" key={id}>
              <img src={pictureOf(id)} alt="" loading="lazy" />
              <div class="tile-text">
                <h3 dir="auto">{name}</h3>
                <p dir="auto">{summary}</p>
                <p class="facts">
                  <strong>{texts.from(money(price, currency, lang))}</strong>
                  <span>{texts.minutes(duration_minutes)}</span>
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}
