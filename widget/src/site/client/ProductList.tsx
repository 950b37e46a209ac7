import { products } from "../../common/api";
import { money } from "../../common/money";
import type { SiteTexts } from "../../texts/site/en";
import { Loaded } from "./loading";
import { pictureOf } from "./picture";

export function ProductList({ texts }: { texts: SiteTexts }) {
  const { lang } = document.documentElement;
  return (
    <Loaded load={products} texts={texts}>
      {(items) => (
        <ul class="grid" data-testid="products">
          {items.map(({ id, name, description, price, currency, in_stock }) => (
            <li class="tile" key={id} id={id}>
              <img src={pictureOf(id)} alt="" loading="lazy" />
              <div class="tile-text">
                <h2>{name}</h2>
                <p>{description}</p>
                <p class="facts">
                  <strong>{money(price, currency, lang)}</strong>
                  {in_stock ? (
                    <button type="button" class="button small" data-open-chat>
                      {texts.shop.buy}
                    </button>
                  ) : (
                    <span>{texts.shop.outOfStock}</span>
                  )}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}
