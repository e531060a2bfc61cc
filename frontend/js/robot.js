/**
 * Proof of work after ALTCHA (version 2 of the protocol), solved in the background while the form is filled in.
 * Without this script, or when it fails, the field stays empty and the server asks by mail instead.
 */
const MOST_WORKERS = 4;
const MOST_WAIT = 10_000;

async function prove(box) {
  const field = box.querySelector("input");
  const state = box.querySelector(".robot__state");
  const say = (text) => { state.textContent = text; };
  say(state.dataset.working);
  const letGo = waitWithSubmit(box.closest("form"));
  try {
    const answer = await ask(box.dataset.robot);
    if (!answer.ok) throw new Error(`challenge: ${answer.status}`);
    const challenge = await answer.json();
    const solution = await solve(challenge, box.dataset.worker);
    field.value = btoa(JSON.stringify({ challenge: { parameters: challenge.parameters, signature: challenge.signature }, solution }));
    say(state.dataset.done);
  } catch {
    say(state.dataset.failed);
  }
  letGo();
}

/** Asks for the challenge; where the house is full for the moment (202), again when it says so. */
async function ask(url) {
  for (;;) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (answer.status !== 202) return answer;
    await new Promise((done) => setTimeout(done, 1000 * (Number(answer.headers.get("Retry-After")) || 3)));
  }
}

/** Whoever is faster than the proof waits with the form for it, at most MOST_WAIT; gives a function that ends the wait. */
function waitWithSubmit(form) {
  let pressed = null;
  const wait = (event) => {
    event.preventDefault();
    if (pressed === null) setTimeout(letGo, MOST_WAIT);
    pressed = { by: event.submitter };
  };
  function letGo() {
    form.removeEventListener("submit", wait);
    if (pressed !== null) form.requestSubmit(pressed.by ?? undefined);
    pressed = null;
  }
  form.addEventListener("submit", wait);
  return letGo;
}

function solve(challenge, script) {
  const count = Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 2);
  const workers = Array.from({ length: count }, () => new Worker(script));
  return new Promise((resolve, reject) => {
    workers.forEach((worker, index) => {
      worker.addEventListener("error", reject);
      worker.addEventListener("message", ({ data }) => (data && !data.error ? resolve(data) : reject(data?.error)));
      worker.postMessage({ type: "work", challenge, counterStart: index, counterStep: count, timeout: 90_000 });
    });
  }).finally(() => workers.forEach((worker) => worker.terminate()));
}

document.querySelectorAll("[data-robot]").forEach(prove);
