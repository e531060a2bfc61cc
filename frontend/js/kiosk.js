/**
 * The terminal in the hall. Each page comes from the server and works without this; with it, all of them are shown within
 * one: the browser keeps no history that somebody could go back in, and a page that cannot be fetched is asked for again
 * and again, with what was typed. The same command comes with every try, so whoever taps twice, or loses the answer, gets
 * one number.
 *
 * Whoever stops touching the screen is asked, and may go on as long as they like; else the start page comes back.
 */
import { canLook, look, stopLooking } from "./parts/looking.js";

const AGAIN_MS = 3_000, PATIENCE_MS = 10_000;
const GONE_AFTER_MS = 180_000; // whoever sent something does not stand there any longer
const UNREACHABLE = [502, 503, 504];
const ASK_AFTER_MS = 45_000, ANSWER_WITHIN_S = 30;
const SCANNED_MS = 1_000; // a scanner types faster than a hand

const part = (name) => document.querySelector(`[data-${name}]`);
const start = () => part("terminal").dataset.terminal;
let isBusy = false, touchedAt = Date.now(), left = 0;

/** Asks until there is an answer; once nobody can be waiting for it any more, for the start page. */
async function fetched(address, options) {
  const began = Date.now();
  for (;;) {
    if (Date.now() - began > GONE_AFTER_MS) [address, options] = [start(), {}];
    try {
      const answer = await fetch(address, { ...options, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!UNREACHABLE.includes(answer.status)) return answer;
    } catch {
      // no line, or no answer in time
    }
    part("lost").hidden = false;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

async function go(address, options = {}) {
  if (isBusy) return;
  isBusy = true;
  part("terminal").setAttribute("aria-busy", "true");
  stopLooking();
  const answer = await fetched(address, options);
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  isBusy = false;
  if (!next.querySelector("[data-terminal]")) return location.replace(start()); // the form was too old, or we are none any more
  show(next);
}

function show(next) {
  for (const name of ["lang", "dir"]) {
    const value = next.documentElement.getAttribute(name);
    if (value) document.documentElement.setAttribute(name, value);
    else document.documentElement.removeAttribute(name);
  }
  document.title = next.title;
  document.body.replaceWith(next.body);
  scrollTo(0, 0);
  begin();
  part("focus")?.focus();
}

/** What a page has only with a script. */
function begin() {
  touched();
  if (part("print")) part("print").hidden = false;
  if (part("camera") && canLook()) part("camera").hidden = false;
}

function send(form, button) {
  const fields = new URLSearchParams(new FormData(form, button));
  if (form.method === "get") return go(`${form.action}?${fields}`);
  return go(form.action, { method: "POST", body: fields });
}

function type(key, erases) {
  const field = part("field");
  field.value = erases ? field.value.slice(0, -1) : field.value + key;
  part("typed").textContent = erases ? field.value : key;
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (button && "types" in button.dataset) return type(button.value, button.classList.contains("kiosk__erase"));
  if (!isBusy) send(event.target, button);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && !link.hash) {
    event.preventDefault();
    go(link.href);
  }
  if (event.target.closest("[data-print]")) window.print();
  if (event.target.closest("[data-stay]")) touched();
  if (event.target.closest("[data-look]")) look(part("view"), scanned);
});

function scanned(text) {
  const form = part("scan") ?? part("field")?.form;
  if (!form?.elements.namedItem("reference")) return;
  form.elements.namedItem("reference").value = text;
  send(form);
}

/** On the start page a scanner types into nothing: what comes quickly and ends with Enter is a code. */
let heard = "", heardAt = 0;
document.addEventListener("keydown", (event) => {
  touched();
  if (!part("scan")) return;
  if (Date.now() - heardAt > SCANNED_MS) heard = "";
  heardAt = Date.now();
  if (event.key === "Enter" && heard.length >= 10) {
    event.preventDefault();
    scanned(heard);
    heard = "";
  } else if (event.key.length === 1) heard += event.key;
});

document.addEventListener("pointerdown", touched);

function touched() {
  touchedAt = Date.now();
  left = 0;
  const still = part("still");
  if (still?.open) still.close();
}

/** The start page, where nobody is, is loaded anew by the same clock: it says whether numbers are still given out. */
setInterval(() => {
  if (isBusy || Date.now() - touchedAt < ASK_AFTER_MS) return;
  if ("begins" in part("terminal").dataset) return void go(start());
  const still = part("still");
  if (!still.open) {
    left = ANSWER_WITHIN_S;
    still.showModal();
  } else if (left > 0) left -= 1;
  part("left").textContent = left;
  if (left === 0) go(start());
}, 1_000);

begin();
