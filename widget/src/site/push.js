/**
 * The worker that shows notifications, on the origin of the host's pages: a sample to start from.
 * A push bears `{booking_id, title}`: something is unread in the room of that booking.
 */

const WORDS = {
  en: "New messages in your puja room",
  hi: "आपके पूजा कक्ष में नए संदेश हैं",
  ne: "तपाईंको पूजा कक्षमा नयाँ सन्देशहरू छन्",
  fa: "در اتاق پوجای شما پیام‌های تازه هست",
};

self.addEventListener("push", (event) => {
  const { booking_id, title } = event.data.json();
  const body = WORDS[navigator.language.split("-")[0]] ?? WORDS.en;
  const notification = { body, tag: booking_id, icon: "/assets/images/mark.svg", data: { booking_id } };
  event.waitUntil(self.registration.showNotification(title, notification));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(showRoom(`/room/${encodeURIComponent(event.notification.data.booking_id)}`));
});

/** In the tab where it is open already, else in a new one. */
async function showRoom(path) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find(({ url }) => new URL(url).pathname === path);
  return open ? open.focus() : self.clients.openWindow(path);
}
