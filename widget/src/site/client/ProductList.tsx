import { useEffect } from "preact/hooks";
import { type Product, products } from "../../common/api";
import { money } from "../../common/money";
import type { SiteTexts } from "../../texts/site";
import { Loaded } from "./loading";
import { pictureOf } from "./picture";

/** The shop; `/shop/ID` shows that product first of all. */
export function ProductList({ texts }: { texts: SiteTexts }) {
  return (
    <Loaded load={() => products(texts.code)} texts={texts}>
      {(items) => <Tiles items={items} texts={texts} />}
    </Loaded>
  );
}

function Tiles({ items, texts }: { items: Product[]; texts: SiteTexts }) {
  const { lang } = document.documentElement;
  const wanted = location.pathname.split("/")[2];
  useEffect(() => {
    if (wanted) document.getElementById(wanted)?.scrollIntoView({ block: "center" });
  }, []);
  return (
    <ul class="grid" data-testid="products">
      {items.map(({ id, name, description, price, currency, in_stock, image_url }) => (
        <li class={id === wanted ? "tile wanted" : "tile"} key={id} id={id}>
          <img src={image_url || pictureOf(id)} alt="" loading="lazy" />
          <div class="tile-text">
            <h2 dir="auto">{name}</h2>
            <p dir="auto">{description}</p>
            <p class="facts">
              <strong>{money(price, currency, lang)}</strong>
              {in_stock ? (
                <button type="button" class="button small" data-open-chat aria-label={texts.shop.buyName(name)}>
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
  );
}
