import { type Booking, bookings, type SignedIn } from "../../common/api";
import { dateAndTime } from "../../common/times";
import type { SiteTexts } from "../../texts/site";
import { Conversation } from "./Conversation";
import { SignInButton } from "./AccountArea";
import { Loaded } from "./loading";
import { pictureOf } from "./picture";

interface BookingListProps {
  signedIn: SignedIn | null;
  texts: SiteTexts;
}

export function BookingList({ signedIn, texts }: BookingListProps) {
  if (!signedIn) {
    return (
      <div class="empty">
        <p>{texts.bookings.signInFirst}</p>
        <SignInButton texts={texts} />
      </div>
    );
  }
  return (
    <Loaded load={() => bookings(signedIn.token, texts.code)} texts={texts}>
      {(items) =>
        items.length ? (
          <ul class="booking-list" data-testid="bookings">
            {inOrder(items).map((booking) => (
              <BookingRow key={booking.id} booking={booking} signedIn={signedIn} texts={texts} />
            ))}
          </ul>
        ) : (
          <p class="empty">{texts.bookings.none}</p>
        )
      }
    </Loaded>
  );
}

interface BookingRowProps {
  booking: Booking;
  signedIn: SignedIn;
  texts: SiteTexts;
}

function BookingRow({ booking, signedIn, texts }: BookingRowProps) {
  const { lang } = document.documentElement;
  const words = texts.bookings;
  const isPandit = signedIn.person.role === "pandit";
  const other = isPandit ? booking.customer_name : booking.pandit_name;
  return (
    <li class="booking" data-testid="booking" data-id={booking.id}>
      <img src={pictureOf(booking.puja)} alt="" />
      <div class="booking-text">
        <h2>
          <bdi>{booking.title}</bdi> {other && <span class="muted">{isPandit ? words.for(other) : words.with(other)}</span>}
        </h2>
        <p>
          <time dateTime={booking.starts_at}>{dateAndTime(booking.starts_at, lang)}</time>
          {" · "}
          <bdi class="place">{booking.city === "online" ? words.online : (booking.city_name ?? booking.city)}</bdi>
        </p>
        <p class="muted">
          <bdi>{booking.id}</bdi> · <span class={`status ${booking.status}`}>{words.statuses[booking.status] ?? booking.status}</span>
        </p>
      </div>
      <BookingAction booking={booking} texts={texts.bookings} />
      {booking.room !== "early" && <Conversation booking={booking} signedIn={signedIn} texts={texts} />}
    </li>
  );
}

/** What one can do with a booking now. */
function BookingAction({ booking, texts }: { booking: Booking; texts: SiteTexts["bookings"] }) {
  const { lang } = document.documentElement;
  if (booking.room === "open") {
    return (
      <a class="button primary" href={`/room/${encodeURIComponent(booking.id)}`}>
        {texts.enter}
      </a>
    );
  }
  if (booking.status === "requested") {
    return (
      <a class="button" href={`/checkout?request=${encodeURIComponent(booking.id)}`}>
        {texts.pay}
      </a>
    );
  }
  return booking.room === "early" ? <p class="muted">{texts.opens(dateAndTime(booking.opens_at, lang))}</p> : null;
}

/** What is now and next first, then what is over, newest first. */
function inOrder(items: Booking[], now = Date.now()): Booking[] {
  const starts = (booking: Booking) => Date.parse(booking.starts_at);
  const isOver = (booking: Booking) => Date.parse(booking.ends_at) < now || booking.status === "cancelled";
  const ahead = items.filter((booking) => !isOver(booking)).sort((a, b) => starts(a) - starts(b));
  return [...ahead, ...items.filter(isOver).sort((a, b) => starts(b) - starts(a))];
}
