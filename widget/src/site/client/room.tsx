import { render } from "preact";
import { bookings, type Booking, type SignedIn } from "../../common/api";
import { safeUrl } from "../../common/markup";
import type { SiteTexts } from "../../texts/site";
import { SignInButton } from "./AccountArea";
import { addChat } from "./chat";

/** `/room/BOOKING_ID`: the video of the booking, and the chat of its room beside it. */
export async function showRoom(signedIn: SignedIn | null, texts: SiteTexts): Promise<void> {
  const video = document.getElementById("video");
  if (!video) return;
  if (!signedIn) {
    render(
      <div class="empty">
        <p>{texts.room.signInFirst}</p>
        <SignInButton texts={texts} />
      </div>,
      video,
    );
    return addChat({ mount: "#chat" });
  }
  const id = decodeURIComponent(location.pathname.split("/")[2] ?? "");
  addChat({ token: signedIn.token, booking: id, mount: "#chat" });
  try {
    const booking = (await bookings(signedIn.token, texts.code)).find((item) => item.id === id);
    render(<Video booking={booking} texts={texts} />, video);
  } catch {
    render(<p class="empty">{texts.failed}</p>, video);
  }
}

function Video({ booking, texts }: { booking: Booking | undefined; texts: SiteTexts }) {
  const { room } = texts;
  const url = booking?.video_url && safeUrl(booking.video_url, location.href);
  if (!url) {
    return (
      <div class="empty">
        <p>{booking ? room.noVideo : room.notYours}</p>
        <a class="button" href="/bookings">
          {room.back}
        </a>
      </div>
    );
  }
  return (
    <iframe
      src={url}
      title={`${room.video}: ${booking.title}`}
      allow="camera; microphone; fullscreen; autoplay; display-capture"
    />
  );
}
