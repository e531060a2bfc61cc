/**
 * A form with `data-send` is sent from here, so that a cut of the network takes nothing: text and files stay in the form,
 * a sentence says what happened (`[data-send-trouble]`), and the button works again. The form's command makes one message
 * of two sendings. Where scripts do not run, the browser sends it.
 */
const ROOT = "main";

function start(form) {
  const trouble = form.querySelector("[data-send-trouble]");
  const waiting = form.querySelector("[data-send-waiting]");
  if (!trouble) return; // the form has no button any more
  let isSending = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    trouble.hidden = true;
    waiting.hidden = false;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(ROOT);
      if (answer.status >= 500 || !page) throw new Error(String(answer.status));
      if (answer.redirected) location.assign(answer.url);
      else show(page);
    } catch {
      isSending = false;
      waiting.hidden = true;
      trouble.hidden = false;
    }
  });
}

/** A page that says what is wrong with the form, in place of this one. */
function show(page) {
  document.querySelector(ROOT).replaceWith(page);
  page.querySelectorAll("form[data-send]").forEach(start);
  page.querySelector("[data-focus]")?.focus();
}

document.querySelectorAll("form[data-send]").forEach(start);
