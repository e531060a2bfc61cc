/**
 * The remaining time of a hold, counted down. The server says when it ends and what its clock shows, so that a wrong
 * clock on the device does no harm. Without this script the page shows until when the time is held, which is enough.
 *
 *   <output data-hold data-ends-at="2026-11-24T08:51:00Z" data-now="…" data-one="…" data-many="…" data-over="…">
 */
const SOON_SECONDS = 120;

function start(element) {
  const skew = Date.now() - Date.parse(element.dataset.now);
  const endsAt = Date.parse(element.dataset.endsAt) + skew;
  const clock = element.querySelector("[data-clock]");
  const spoken = element.querySelector("[data-spoken]");
  let saidMinutes = null;

  function tick() {
    const left = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    element.classList.toggle("is-soon", left > 0 && left <= SOON_SECONDS);
    const minutes = Math.ceil(left / 60);
    if (minutes !== saidMinutes && (minutes <= 2 || minutes % 5 === 0)) {
      if (saidMinutes !== null) spoken.textContent = sentence(element, minutes);
      saidMinutes = minutes;
    }
    if (left === 0) {
      element.classList.add("is-over");
      spoken.textContent = element.dataset.over;
      return;
    }
    setTimeout(tick, 1000 - ((Date.now() - endsAt) % 1000 + 1000) % 1000 || 1000);
  }
  tick();
}

function sentence(element, minutes) {
  if (minutes === 0) return element.dataset.over;
  return minutes === 1 ? element.dataset.one : element.dataset.many.replace("{n}", minutes);
}

document.querySelectorAll("[data-hold]").forEach(start);
