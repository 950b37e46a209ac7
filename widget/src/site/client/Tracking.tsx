import { type Order, orders, type Product, products, type SignedIn } from "../../common/api";
import { money } from "../../common/money";
import { digits } from "../../common/numbers";
import { day } from "../../common/times";
import type { SiteTexts } from "../../texts/site";
import { SignInButton } from "./AccountArea";
import { Loaded } from "./loading";

interface TrackingProps {
  signedIn: SignedIn | null;
  texts: SiteTexts;
}

/** `/shop/track/ORDER`: where an order is. The host puts its carrier's page here. */
export function Tracking({ signedIn, texts }: TrackingProps) {
  const number = decodeURIComponent(location.pathname.split("/")[3] ?? "");
  if (!signedIn) {
    return (
      <div class="empty">
        <p>{texts.track.signInFirst}</p>
        <SignInButton texts={texts} />
      </div>
    );
  }
  return (
    <Loaded load={() => Promise.all([orders(signedIn.token), products(texts.code)])} texts={texts}>
      {([own, shop]) => <Parcel order={own.find(({ id }) => id === number)} shop={shop} texts={texts} />}
    </Loaded>
  );
}

function Parcel({ order, shop, texts }: { order: Order | undefined; shop: Product[]; texts: SiteTexts }) {
  const { track, code } = texts;
  if (!order) return <p class="notice">{track.unknown}</p>;
  const name = (id: string) => shop.find((product) => product.id === id)?.name ?? id;
  const items = Object.entries(order.items).map(([id, count]) => `${name(id)} × ${digits(count, code)}`);
  const rows: [string, string][] = [
    [track.order, order.id],
    [track.status, track.statuses[order.status] ?? order.status],
    [track.placed, day(order.placed_at, code)],
    [track.expected, order.expected_at ? day(order.expected_at, code) : ""],
    [track.items, items.join("\n")],
    [texts.checkout.total, money(order.total, order.currency, code)],
  ];
  return (
    <dl class="details panel" data-testid="parcel">
      {rows.map(
        ([label, value]) =>
          value && (
            <>
              <dt>{label}</dt>
              <dd class="lines">{value}</dd>
            </>
          ),
      )}
    </dl>
  );
}
