/**
 * One's own place in the line, on a phone: asks every few seconds, changes the page in place, and calls with a gong (after
 * a tap) and by vibrating. Once the visit has gone on to where the hall knows nothing of it, the page is loaded anew.
 */
import { ask, clockOf, serverNow, setClock } from "./parts/asking.js";
import { enable, gong } from "./parts/gong.js";

const EVERY = 5_000;
const place = document.querySelector("[data-spot]");
const part = (name) => place.querySelector(`[data-${name}]`);
const title = document.title;
let calledAt = Number(place.dataset.at); // when the last call was that this page knows of

if ("AudioContext" in window) {
  const button = part("sound");
  button.hidden = false;
  button.addEventListener("click", () => {
    enable();
    gong();
    button.setAttribute("aria-pressed", "true");
    button.hidden = true;
  });
}

setClock(Number(place.dataset.now) * 1000);
ask({ address: place.dataset.spot, every: EVERY, lostAfter: 20_000, onAnswer: show, onLost: () => { part("lost").hidden = false; } });

function show(said) {
  part("lost").hidden = true;
  setText(part("read"), clockOf(serverNow(), place.dataset.zone));
  const before = place.dataset.state;
  // what the page offers beside the place (saying that one goes, or is back) belongs to some states only
  if (said.state === "away" || (said.state !== before && (said.state === "parked" || before === "parked"))) {
    setTimeout(() => location.reload(), Math.random() * 2_000);
    return;
  }
  for (const each of place.querySelectorAll("[data-when]")) each.hidden = each.dataset.when !== said.state;
  place.dataset.state = said.state;
  if (said.state === "waiting") {
    setText(part("front"), said.front);
    setText(part("wait"), waitOf(said));
  }
  if (said.counter) setText(part("counter"), said.counter);
  if (said.state === "called" && said.at > calledAt) { // called, called again, or called elsewhere
    calledAt = said.at;
    gong();
    navigator.vibrate?.([400, 200, 400, 200, 800]);
  }
  document.title = said.state === "called" ? `→ ${said.counter}: ${title}` : title;
}

function waitOf(said) {
  const words = part("wait").dataset;
  if (said.most === undefined) return words.unknown;
  const atLeast = said.open ? words.open : words.between;
  const atOnce = said.open ? words.anything : words.soon;
  return (said.least ? atLeast : atOnce).replace("{least}", said.least).replace("{most}", said.most);
}

/** Only what has changed, so that a screen reader says it once. */
function setText(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}
