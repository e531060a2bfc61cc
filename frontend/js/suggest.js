/**
 * Suggestions under a search field with `data-suggest` (an address that answers with a list of links or of buttons that
 * send the form, or with nothing). They stand below the field: the arrow keys go down into them and back, Escape closes them, and a screen
 * reader hears how many there are (`data-one`, `data-many` with {n}). Sending the form works as ever.
 */
const PAUSE = 180;

function attach(field) {
  const form = field.form;
  const said = form.appendChild(document.createElement("span"));
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  let list = null;
  let timer = 0;
  let asked = "";

  const close = () => { list?.remove(); list = null; said.textContent = ""; };
  const links = () => [...(list?.querySelectorAll("a, button") ?? [])];

  async function ask() {
    const text = field.value.trim();
    asked = text;
    if (text.length < 2) return close();
    let html;
    try {
      const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(text)}`, { headers: { Accept: "text/html" } });
      html = answer.ok ? await answer.text() : "";
    } catch {
      return; // no network: the form still works
    }
    if (asked !== text || !form.contains(document.activeElement)) return;
    close();
    list = new DOMParser().parseFromString(html, "text/html").querySelector("ul");
    if (!list) return;
    form.append(list);
    const count = links().length;
    said.textContent = count === 1 ? field.dataset.one : field.dataset.many.replace("{n}", count);
  }

  function onKey(event) {
    if (event.key === "Escape" && list) { event.preventDefault(); close(); field.focus(); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [field, ...links()];
    const at = stops.indexOf(document.activeElement);
    if (stops.length < 2 || at < 0) return;
    event.preventDefault();
    stops[(at + (event.key === "ArrowDown" ? 1 : stops.length - 1)) % stops.length].focus();
  }

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  form.addEventListener("keydown", onKey);
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
}

document.querySelectorAll("[data-suggest]").forEach(attach);
