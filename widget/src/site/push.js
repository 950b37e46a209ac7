/**
 * The worker that shows notifications, on the origin of the host's pages: a sample to start from.
 * A push bears `{booking_id, title, body}`: something is unread in the room of that booking, said in the person's language.
 */

self.addEventListener("push", (event) => {
  const { booking_id, title, body } = event.data.json();
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
