import { useState } from "preact/hooks";
import { type Booking, bookings, type SignedIn } from "../../common/api";
import { money } from "../../common/money";
import { dateAndTime } from "../../common/times";
import type { SiteTexts } from "../../texts/site";
import { Loaded } from "./loading";

interface CheckoutFormProps {
  signedIn: SignedIn | null;
  texts: SiteTexts;
}

/** What a booking request leads to. The host puts its own payment here. */
export function CheckoutForm({ signedIn, texts }: CheckoutFormProps) {
  const [done, setDone] = useState(false);
  const { checkout } = texts;
  const id = new URLSearchParams(location.search).get("request");
  if (!id) return <p class="notice">{checkout.missing}</p>;
  return (
    <>
      <p class="lead">{checkout.lead}</p>
      <div class="panel">
        <dl class="details" data-testid="request">
          <dt>{checkout.request}</dt>
          <dd>{id}</dd>
          {signedIn && (
            <Loaded load={() => bookings(signedIn.token, texts.code)} texts={texts}>
              {(items) => <Details booking={items.find((item) => item.id === id)} texts={texts} />}
            </Loaded>
          )}
        </dl>
        {done ? (
          <p role="status" class="notice">
            {checkout.done}
          </p>
        ) : (
          <button type="button" class="button primary" onClick={() => setDone(true)}>
            {checkout.pay}
          </button>
        )}
      </div>
    </>
  );
}

function Details({ booking, texts }: { booking: Booking | undefined; texts: SiteTexts }) {
  if (!booking) return null;
  const { lang } = document.documentElement;
  const { checkout } = texts;
  const rows = [
    [checkout.puja, booking.title],
    [checkout.when, dateAndTime(booking.starts_at, lang)],
    [checkout.where, booking.city === "online" ? texts.bookings.online : (booking.city_name ?? booking.city)],
    [checkout.pandit, booking.pandit_name ?? checkout.anyPandit],
    [checkout.total, money(booking.price, booking.currency, lang)],
  ];
  return (
    <>
      {rows.map(([label, value]) => (
        <>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </>
  );
}
