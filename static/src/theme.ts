/** Runs before anything is painted, so that neither theme nor language flashes. */
{
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem("sidepro.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    const locale = localStorage.getItem("sidepro.locale");
    if (locale === "ko" || locale === "en") root.lang = locale;
  } catch {
    // Without storage the system decides.
  }
}
