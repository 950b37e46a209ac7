import { render } from "preact";
import type { SignedIn } from "../../common/api";
import { safeUrl } from "../../common/markup";
import { titleFor } from "../../common/spoken";
import { dateAndTime } from "../../common/times";
import type { SiteTexts } from "../../texts/site";
import { ROOM, type RoomNews } from "../../widget/api";
import { SignInButton } from "./AccountArea";
import { addChat } from "./chat";

/** `/room/BOOKING_ID`: the video of the booking, and the chat of its room beside it, which says how it stands. */
export function showRoom(signedIn: SignedIn | null, texts: SiteTexts): void {
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
  render(<p class="empty">{texts.loading}</p>, video);
  window.addEventListener(ROOM, ({ detail }: CustomEventInit<RoomNews>) => {
    if (detail?.booking_id === id) render(<Video news={detail} texts={texts} />, video);
  });
  addChat({ token: signedIn.token, booking: id, mount: "#chat" });
}

function Video({ news, texts }: { news: RoomNews; texts: SiteTexts }) {
  const { room } = texts;
  const url = news.video_url && safeUrl(news.video_url, location.href);
  if (news.state === "open" && url) {
    return (
      <iframe
        src={url}
        title={`${room.video}: ${titleFor(news, texts.code)}`}
        allow="camera; microphone; fullscreen; autoplay; display-capture"
      />
    );
  }
  return (
    <div class="empty" data-testid="no-video" role="status">
      {(news.state === "open" ? [room.noVideo] : whyNot(news, texts)).map((line) => (
        <p key={line}>{line}</p>
      ))}
      <a class="button" href="/bookings">
        {room.back}
      </a>
    </div>
  );
}

/** Why one is not in the room, in a line or two. */
function whyNot({ code, opens_at, closed_at, status }: RoomNews, { code: language, room, failed }: SiteTexts): string[] {
  if (opens_at) return [room.opens(dateAndTime(opens_at, language)), room.opensByItself];
  if (closed_at) return [room.over, room.closed(dateAndTime(closed_at, language))];
  if (status) return [status === "cancelled" ? room.cancelled : room.notConfirmed];
  return [code === "booking_not_found" ? room.notYours : failed];
}
