/** The gateway serves the pages in this language from then on. */
const COOKIE = "pandityatra-language";
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The menu in the header: remembers the choice and shows the page in it. */
export function listenToLanguageMenu(): void {
  const menu = document.querySelector<HTMLSelectElement>("[data-language-menu]");
  if (!menu) return;
  menu.value = document.documentElement.lang; // browsers restore what stood there before a reload
  menu.addEventListener("change", () => {
    document.cookie = `${COOKIE}=${menu.value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    location.reload();
  });
}
