/**
 * The screen on the wall. It shows what the server said last, with its age, and says so when it has lost the server. A
 * call flashes and sounds once, and only while it is fresh: whatever is older when the screen begins, or comes back, is
 * shown and not announced. Sound needs one tap; the number is spoken in each of the screen's languages. That numbers are
 * stopped is spoken when it begins and then every ten minutes, for whoever has come since and cannot read the wall.
 */
import { ask, clockOf, serverNow, setClock } from "./parts/asking.js";
import { enable, gong, isOn } from "./parts/gong.js";

const EVERY = 750; // with the half second that the server keeps what it read, a call is here well within two seconds
const FRESH = 20; // seconds for which a call is news; whether it still is when it is told, the server says
const ROWS = 7;
const STOPPED_AGAIN = 600; // seconds

const page = document.querySelector("[data-wall]");
const part = (name) => page.querySelector(`[data-${name}]`);
const phrases = JSON.parse(document.getElementById("phrases").textContent);
const known = new Map(JSON.parse(document.getElementById("calls").textContent).map((call) => [nameOf(call), 0])); // calls, and when they were news: those of the page never
let last = "";
let code = part("code")?.textContent;
let stopped = ""; // what was said last of stops, and when it was spoken
let stoppedSaidAt = 0;

setClock(Number(page.dataset.now) * 1000);
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
  const there = new Set(said.calls.map(nameOf));
  for (const name of known.keys()) if (!there.has(name)) known.delete(name); // what was taken back may be called anew
  const news = said.calls.filter((call) => {
    if (known.has(nameOf(call))) return false;
    known.set(nameOf(call), call[4] ? now : 0);
    return call[4];
  });
  const text = JSON.stringify(said);
  if (text !== last) draw(said, now);
  last = text;
  news.reverse().forEach(announce);
  tellStops(said.stops ?? [], now);
}

/** The clock goes on, and what was news is none any more, whether or not we hear of anything. */
function everySecond() {
  part("clock").textContent = clockOf(serverNow(), page.dataset.zone);
  for (const row of page.querySelectorAll(".is-new")) {
    if (serverNow().getTime() / 1000 - Number(row.dataset.newsAt) >= FRESH) row.classList.remove("is-new");
  }
}

function draw(said, now) {
  drawCalls(said.calls.slice(0, ROWS), now);
  part("nobody").hidden = said.calls.length > 0;
  part("waiting").textContent = said.waiting;
  part("stops").replaceChildren(...(said.stops ?? []).map((stop) => {
    const entry = document.createElement("li");
    for (const [lang, sentence] of sentencesOf(stop)) {
      if (entry.childNodes.length) entry.append(" · ");
      entry.append(Object.assign(document.createElement("bdi"), { lang, textContent: sentence }));
    }
    return entry;
  }));
  if (said.code && said.code !== code) {
    code = said.code;
    part("code").textContent = code;
    part("qr").src = `${page.dataset.wayIn}?${code}`;
  }
}

/** Rows that stand there already are left where they are, so that a screen reader says a call once. */
function drawCalls(calls, now) {
  const body = part("calls");
  const isOf = (row, call) => row?.dataset.call === placeOf(call) && call[3] <= Number(row.dataset.times);
  for (const row of [...body.rows]) if (!calls.some((call) => isOf(row, call))) row.remove();
  calls.forEach((call, place) => {
    if (!isOf(body.rows[place], call)) body.insertBefore(rowOf(call), body.rows[place] ?? null);
    const row = body.rows[place];
    row.dataset.newsAt = known.get(nameOf(call));
    row.classList.toggle("is-new", now - known.get(nameOf(call)) < FRESH);
  });
  while (body.rows.length > calls.length) body.lastElementChild.remove();
}

function rowOf(call) {
  const row = document.createElement("tr");
  const [head, where] = [document.createElement("th"), document.createElement("td")];
  Object.assign(row.dataset, { call: placeOf(call), times: call[3] });
  head.scope = "row";
  [head.textContent, where.textContent] = call;
  row.append(head, where);
  return row;
}

function placeOf([number, counter, minute]) {
  return `${number} ${counter} ${minute}`;
}

function nameOf(call) {
  return `${placeOf(call)} ${call[3]}`;
}

function announce([number, counter]) {
  const spoken = number.split("").join(" ");
  speak(phrases.map((phrase) => [phrase.speech, phrase.call.replace("{number}", spoken).replace("{counter}", counter)]));
}

/** In the languages of the screen, and why, as somebody here has written it. */
function sentencesOf([group, since, reason, until]) {
  const [time, end] = [since, until].map((moment) => clockOf(new Date(moment * 1000), page.dataset.zone));
  const kind = (until ? "paused" : "stopped") + (group ? "_for" : "");
  const sentences = phrases.map((phrase) => [phrase.speech, phrase[kind].replace("{time}", time).replace("{until}", end).replace("{group}", group)]);
  return [...sentences, ["de-DE", reason]];
}

function tellStops(stops, now) {
  const text = JSON.stringify(stops);
  if (!stops.length) stopped = "";
  else if (isOn() && (text !== stopped || now - stoppedSaidAt >= STOPPED_AGAIN)) {
    stopped = text;
    stoppedSaidAt = now;
    speak(stops.flatMap(sentencesOf));
  }
}

function speak(sentences) {
  if (!isOn()) return;
  gong();
  if (!("speechSynthesis" in window)) return;
  for (const [language, sentence] of sentences) {
    const words = new SpeechSynthesisUtterance(sentence);
    words.lang = language;
    words.rate = 0.9;
    speechSynthesis.speak(words);
  }
}

function sayLost(since) {
  page.classList.add("is-lost");
  part("lost-since").textContent = clockOf(since, page.dataset.zone);
  part("lost").hidden = false;
}
