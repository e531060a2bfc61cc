/**
 * Says that a page has become old, and changes nothing by itself: an element with `data-live` (an address that answers
 * with a short text) and `data-version` (that text when the page was made) shows its template once the two differ.
 * Asked every 15 seconds while somebody looks, with the browser's ETag, so that an unchanged answer is a few bytes.
 */
const EVERY = 15_000;

for (const place of document.querySelectorAll("[data-live]")) {
  const timer = setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.live, { cache: "no-cache", headers: { Accept: "text/plain" } });
      if (!answer.ok || answer.redirected || (await answer.text()) === place.dataset.version) return;
    } catch {
      return; // no network: ask again later
    }
    clearInterval(timer);
    place.append(place.querySelector("template").content.cloneNode(true));
  }, EVERY);
}
