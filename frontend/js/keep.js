/**
 * What is done at a counter survives a cut of the network. Forms with `data-keep` are sent from here. What did not get
 * through, or whose answer was lost, stays in this browser and is sent again, in its order, until the server has
 * answered; the server does a command once, however often it comes, and as of the moment at which the key was pressed.
 * `data-keep` says whose steps these are: nobody else who works at this browser sends them.
 *
 * The page says what is kept (`[data-keep-sign]`). If the server refuses a step, those behind it rested on it: they are
 * not sent, and the next page names them; so it names those that have become too old to be sent.
 */
const AGAIN_MS = 2_000, PATIENCE_MS = 8_000, LONGEST_MS = 12 * 3_600_000;
const UNREACHABLE = [502, 503, 504];
const STEPS = "form[data-keep] button:is([name=act], [name=rest])";

const sign = document.querySelector("[data-keep-sign]");
const place = `kept:${sign.dataset.keepSign}`;
let isSending = false;

const read = (name) => JSON.parse(localStorage.getItem(name) ?? "[]");
const write = (name, list) => (list.length ? localStorage.setItem(name, JSON.stringify(list)) : localStorage.removeItem(name));
const isOld = (step) => Date.now() - step.at >= LONGEST_MS;
const nameUnsent = (list) => write(`${place}:unsent`, [...read(`${place}:unsent`), ...list]);

/** What is still to be sent; what has become too old for it goes to those that are named. */
function kept() {
  const steps = read(place);
  const old = steps.filter(isOld);
  if (!old.length) return steps;
  nameUnsent(old);
  const others = steps.filter((step) => !isOld(step));
  write(place, others);
  return others;
}

const labels = (list) => list.map((each) => each.label).join(", ");

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

/** A new command for the next step of a page that could not be loaded anew. */
function newCommand() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function say() {
  const waiting = kept();
  const unsent = read(`${place}:unsent`);
  sign.hidden = !waiting.length && !unsent.length;
  sign.querySelector("[data-keep-waiting]").hidden = !waiting.length;
  sign.querySelector("[data-keep-unsent]").hidden = !unsent.length;
  sign.querySelector("[data-keep-waiting] strong").textContent = labels(waiting);
  sign.querySelector("[data-keep-unsent] strong").textContent = labels(unsent);
}

/** After a step that is only kept, the steps that may follow it can be taken; all others wait for the server. A note is none. */
function goOn(form, act) {
  if (!form.querySelector(STEPS)) return;
  const field = form.elements.namedItem("command");
  if (field) field.value = newCommand();
  const next = (sign.dataset.keepNext ?? "").split(" ").find((each) => each.startsWith(`${act}:`));
  const possible = next ? next.split(":")[1].split(",") : [];
  for (const button of document.querySelectorAll(STEPS)) button.disabled = !possible.includes(button.value);
}

async function post(step) {
  const body = new URLSearchParams(step.fields);
  body.set("csrfmiddlewaretoken", token());
  body.set("age", Math.round((Date.now() - step.at) / 1000)); // how long ago, not when: this clock may be wrong
  const answer = await fetch(step.action, { method: "POST", body, headers: { "X-Kept": "1" }, signal: AbortSignal.timeout(PATIENCE_MS) });
  if (UNREACHABLE.includes(answer.status)) throw new Error(answer.statusText);
  return answer;
}

/** Sends what is kept, and then leads to where the last step leads; tries again while the server cannot be reached. */
async function send() {
  if (isSending) return;
  isSending = true;
  try {
    for (let [step] = kept(); step; [step] = kept()) {
      const answer = await post(step);
      const isHome = new URL(answer.url).pathname === sign.dataset.keepHome;
      if (answer.redirected && !isHome) return location.assign(answer.url); // signed out meanwhile: it stays kept
      const [, ...behind] = kept();
      write(place, answer.ok ? behind : []);
      if (!answer.ok) nameUnsent(behind);
      if (!answer.ok || !behind.length) return await show(step, answer);
    }
    say(); // nothing is left, or only what has become too old
  } catch {
    say();
    setTimeout(send, AGAIN_MS);
  } finally {
    isSending = false;
  }
}

/** Where a step leads to; a refused one is sent once more as a form, whose answer is the page that says why. */
async function show(step, answer) {
  if (answer.redirected) return location.assign(answer.url);
  if (answer.ok) return location.assign((await answer.json()).to);
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: step.action });
  for (const [name, value] of [...step.fields, ["csrfmiddlewaretoken", token()]]) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
}

function start(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    const fields = [...new FormData(form, button)].filter(([name]) => name !== "csrfmiddlewaretoken");
    const whom = button.value === "next" ? "" : form.dataset.keep;
    const label = `${whom}${whom ? ": " : ""}${button.querySelector(".kern-label").textContent}`;
    write(place, [...kept(), { action: form.action, fields, label, at: Date.now() }]);
    goOn(form, button.value);
    send();
  });
}

document.querySelectorAll("form[data-keep]").forEach(start);
sign.querySelector("button").addEventListener("click", () => {
  write(`${place}:unsent`, []);
  say();
});
addEventListener("online", send);
say();
send();
