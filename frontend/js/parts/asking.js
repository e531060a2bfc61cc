let ahead = Date.now() - performance.now();

/** Takes the server's time (milliseconds since 1970), as the page or an answer brings it. */
export function setClock(now) {
  ahead = now - performance.now();
}

/**
 * The server's time. It goes on with a clock that nobody sets: that of the device may be wrong, and be put right while
 * the page is open.
 */
export function serverNow() {
  return new Date(performance.now() + ahead);
}

/**
 * Asks an address again and again, with the browser's ETag, and says what came, or that nothing comes any more.
 *
 * `every` and `patience` are milliseconds: an answer that takes longer than `patience` counts as none. `onAnswer` gets
 * what the server says, `onLost` since when nothing has come, once `lostAfter` has passed without an answer. Both are
 * called as often as it is so. Everything comes back by itself.
 */
export function ask({ address, every, patience = 4_000, lostAfter = 8_000, onAnswer, onLost }) {
  let heardAt = performance.now();

  async function once() {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), patience);
    try {
      const answer = await fetch(address, { cache: "no-cache", signal: giveUp.signal, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const said = await answer.json();
      heardAt = performance.now();
      setClock(Number(answer.headers.get("X-Now")) * 1000);
      onAnswer(said);
    } catch {
      if (performance.now() - heardAt > lostAfter) onLost(new Date(heardAt + ahead));
    } finally {
      clearTimeout(timer);
      setTimeout(once, every * (0.9 + Math.random() * 0.2)); // not all at the same moment
    }
  }

  setTimeout(once, every * Math.random());
}

/** 9:05, as the city's clocks show it, wherever this device thinks it is. */
export function clockOf(moment, zone) {
  return moment.toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit", timeZone: zone });
}
