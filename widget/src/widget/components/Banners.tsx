import type { ComponentChildren } from "preact";
import { AlertIcon, ChatIcon, ClockIcon, DoorIcon } from "../../common/icons";
import type { Notice } from "../../common/protocol";
import { titleFor } from "../../common/spoken";
import { useUi } from "../context";
import { nameOf } from "../names";
import { reason } from "../reason";

/** What stands above the messages: the connection, the queue, the room one is invited to, a refusal. */
export function Banners() {
  return (
    <div class="banners" role="status">
      <LinkBanner />
      <QueueBanner />
      <RoomBanner />
      <UnreadBanners />
      <NoticeBanner />
    </div>
  );
}

function LinkBanner() {
  const { state, texts } = useUi();
  if (state.link === "connecting" && !state.loaded) return <Banner name="link">{texts.connecting}</Banner>;
  if (state.link !== "offline" && state.link !== "connecting") return null;
  return (
    <Banner name="link" tone="warning" icon={<AlertIcon />}>
      {navigator.onLine ? texts.reconnecting : texts.offline}
    </Banner>
  );
}

function QueueBanner() {
  const { state, texts } = useUi();
  if (!state.queue || state.mode === "room") return null;
  const { position, eta_seconds } = state.queue;
  return (
    <Banner name="queue" icon={<ClockIcon />}>
      {texts.queue(position)} {eta_seconds !== null && texts.queueEta(Math.max(1, Math.round(eta_seconds / 60)))}
    </Banner>
  );
}

function RoomBanner() {
  const { state, texts, enter } = useUi();
  const { room, mode, notices } = state;
  if (!room || mode === "room" || notices.some(({ booking_id }) => booking_id === room.booking_id)) return null;
  return (
    <Banner name="room" icon={<DoorIcon />}>
      <span dir="auto">{texts.yourRoom(titleFor(room, texts.code) || room.booking_id)}</span>
      <button type="button" class="text-button" data-testid="enter-room" onClick={() => enter(room)}>
        {texts.enterRoom}
      </button>
    </Banner>
  );
}

/** Somebody wrote in a room while one was not there. */
function UnreadBanners() {
  const { state, texts, enter } = useUi();
  const wroteIn = ({ sender, ...room }: Notice) =>
    texts.wroteInRoom(sender ? nameOf(texts, sender) : "", titleFor(room, texts.code) || room.booking_id);
  return (
    <>
      {state.notices.map((notice) => (
        <Banner key={notice.booking_id} name="unread" icon={<ChatIcon />}>
          <span dir="auto">{wroteIn(notice)}</span>
          <button type="button" class="text-button" data-testid="enter-unread" onClick={() => enter(notice)}>
            {texts.enterRoom}
          </button>
        </Banner>
      ))}
    </>
  );
}

function NoticeBanner() {
  const { state, texts, connection } = useUi();
  if (!state.notice || state.link === "refused") return null;
  return (
    <Banner name="notice" tone="warning" icon={<AlertIcon />}>
      <span dir="auto">{reason(texts, state.notice)}</span>
      <button type="button" class="text-button" onClick={() => connection.dismissNotice()}>
        {texts.dismiss}
      </button>
    </Banner>
  );
}

interface BannerProps {
  key?: string;
  name: string;
  tone?: "warning";
  icon?: ComponentChildren;
  children: ComponentChildren;
}

function Banner({ name, tone, icon, children }: BannerProps) {
  return (
    <div class={`banner ${tone ?? ""}`} data-testid={`banner-${name}`}>
      {icon}
      <span class="banner-text">{children}</span>
    </div>
  );
}
