/**
 * The screen on the wall. It shows what the server said last, with its age, and says so when it has lost the server. A
 * call flashes and sounds once, and only while it is fresh: whatever is older when the screen begins, or comes back, is
 * shown and not announced. Sound needs one tap; the number is spoken in each of the screen's languages.
 */
import { ask, clockOf } from "./parts/asking.js";
import { enable, gong, isOn } from "./parts/gong.js";

const EVERY = 1_000;
const FRESH = 20; // seconds for which a call is news
const ROWS = 7;

const page = document.querySelector("[data-wall]");
const part = (name) => page.querySelector(`[data-${name}]`);
const phrases = JSON.parse(document.getElementById("phrases").textContent);
const ahead = Number(page.dataset.now) - Date.now() / 1000; // how much the server's clock is ahead of this one
const known = new Set(JSON.parse(document.getElementById("calls").textContent).map(nameOf)); // there when the page was made
let last = "";
let code = part("code")?.textContent;

ask({ address: page.dataset.wall, every: EVERY, onAnswer: show, onLost: sayLost });
setInterval(everySecond, 1_000);

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

function show(said) {
  part("lost").hidden = true;
  page.classList.remove("is-lost");
  part("age").textContent = clockOf(serverNow(), page.dataset.zone);
  const now = serverNow().getTime() / 1000;
  const news = said.calls.filter((call) => {
    if (known.has(nameOf(call))) return false;
    known.add(nameOf(call));
    return now - call[2] < FRESH;
  });
  const text = JSON.stringify(said);
  if (text !== last) draw(said, new Set(news.map(([number]) => number)));
  last = text;
  news.filter(([, , , , isThere]) => !isThere).reverse().forEach(announce);
}

/** The clock goes on, and what was news is none any more, whether or not we hear of anything. */
function everySecond() {
  part("clock").textContent = clockOf(serverNow(), page.dataset.zone);
  for (const row of page.querySelectorAll(".is-new")) {
    if (serverNow().getTime() / 1000 - Number(row.dataset.at) >= FRESH) row.classList.remove("is-new");
  }
}

function draw(said, news) {
  part("calls").replaceChildren(...said.calls.slice(0, ROWS).map(([number, counter, at, , isThere]) => {
    const row = document.createElement("tr");
    row.dataset.at = at;
    row.classList.toggle("is-there", Boolean(isThere));
    row.classList.toggle("is-new", news.has(number) && !isThere);
    const [head, where] = [document.createElement("th"), document.createElement("td")];
    head.scope = "row";
    head.textContent = number;
    where.textContent = counter;
    row.append(head, where);
    return row;
  }));
  part("nobody").hidden = said.calls.length > 0;
  part("waiting").textContent = said.waiting;
  if (said.code && said.code !== code) {
    code = said.code;
    part("code").textContent = code;
    part("qr").src = `${page.dataset.wayIn}?${code}`;
  }
}

function nameOf([number, , at, times]) {
  return `${number} ${at} ${times}`;
}

function announce([number, counter]) {
  if (!isOn()) return;
  gong();
  if (!("speechSynthesis" in window)) return;
  for (const phrase of phrases) {
    const spoken = number.split("").join(" ");
    const words = new SpeechSynthesisUtterance(phrase.call.replace("{number}", spoken).replace("{counter}", counter));
    words.lang = phrase.speech;
    words.rate = 0.9;
    speechSynthesis.speak(words);
  }
}

function sayLost(since) {
  page.classList.add("is-lost");
  part("lost-since").textContent = clockOf(new Date(since.getTime() + ahead * 1000), page.dataset.zone);
  part("lost").hidden = false;
}

function serverNow() {
  return new Date(Date.now() + ahead * 1000);
}
