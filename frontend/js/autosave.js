/**
 * A form with `data-autosave` is saved while it is written: some 20 seconds after the first change, and at once with
 * Ctrl+S. The server answers with a sentence, shown in `[data-autosave-sign]`, and with the marks of the fields that
 * were saved. Without a network it is tried again and again; what two people have changed is never overwritten.
 */
const EVERY_MS = 20_000, AGAIN_MS = 5_000;

function start(form) {
  const sign = form.querySelector("[data-autosave-sign]");
  const spoken = form.querySelector("[data-autosave-spoken]");
  let edits = 0; // counts what was typed
  let saved = 0; // of that, what the server has
  let timer = null;
  let running = null; // the saving that is under way
  let isLeaving = false;

  const isDirty = () => edits > saved;

  function say(sentence, isTrouble) {
    sign.textContent = sentence;
    sign.classList.toggle("is-trouble", isTrouble);
    // what went wrong is read out; that it was saved every 20 seconds is not
    spoken.textContent = isTrouble ? sentence : "";
  }

  function plan(delay) {
    timer ??= setTimeout(() => { timer = null; save(); }, delay);
  }

  function save() {
    clearTimeout(timer);
    timer = null;
    running ??= send().finally(() => { running = null; });
    return running;
  }

  async function send() {
    if (!isDirty()) return;
    const sent = edits;
    const body = new FormData(form);
    body.set("act", "autosave");
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
    } catch {
      say(form.dataset.offline, true);
      plan(AGAIN_MS);
      return;
    }
    const said = await answer.json().catch(() => null);
    if (!said) {
      say(form.dataset.refused, true);
      plan(EVERY_MS);
      return;
    }
    say(said.sentence, !answer.ok);
    if (answer.ok) {
      saved = sent;
      for (const [key, mark] of Object.entries(said.seen)) {
        const field = form.elements.namedItem(`seen:${key}`);
        if (field) field.value = mark;
      }
    }
    if (isDirty()) plan(EVERY_MS);
  }

  form.addEventListener("input", () => {
    edits += 1;
    if (!sign.classList.contains("is-trouble")) say(form.dataset.unsaved, false);
    plan(EVERY_MS);
  });
  addEventListener("online", () => { if (isDirty()) save(); });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    (running ?? Promise.resolve()).then(save);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = null;
    isLeaving = true;
    if (!running) return;
    // the marks that come back with it belong into what is sent now
    event.preventDefault();
    const button = event.submitter;
    running.then(() => { clearTimeout(timer); form.requestSubmit(button); });
  });
  addEventListener("beforeunload", (event) => { if (isDirty() && !isLeaving) event.preventDefault(); });
}

document.querySelectorAll("form[data-autosave]:not([data-autosave=off])").forEach(start);
