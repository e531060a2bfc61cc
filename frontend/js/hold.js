/**
 * The remaining time of a hold, counted down. The server says when it ends and what its clock shows, so that a wrong
 * clock on the device does no harm. Spoken only now and then: at every fifth minute and in the last two.
 */
const SOON_SECONDS = 120;

function start(element) {
  const part = (name) => element.querySelector(`.held__${name}`);
  const spoken = element.querySelector("[data-spoken]");
  const endsAt = Date.parse(element.dataset.endsAt) + Date.now() - Date.parse(element.dataset.now);
  let saidMinutes = null;
  part("static").hidden = true;
  part("live").hidden = false;

  function tick() {
    const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
    part("clock").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    element.classList.toggle("is-soon", left > 0 && left <= SOON_SECONDS);
    if (left === 0) return end();
    const minutes = Math.ceil(left / 60);
    if (minutes !== saidMinutes && (minutes <= 2 || minutes % 5 === 0)) {
      if (saidMinutes !== null) spoken.textContent = minutes === 1 ? element.dataset.one : element.dataset.many.replace("{n}", minutes);
      saidMinutes = minutes;
    }
    setTimeout(tick, Math.max(50, (endsAt - Date.now()) % 1000 || 1000));
  }

  function end() {
    part("live").hidden = true;
    part("over").hidden = false;
    spoken.textContent = element.dataset.over;
  }

  tick();
}

document.querySelectorAll("[data-hold]").forEach(start);
