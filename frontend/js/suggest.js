/**
 * Suggestions under a search field with `data-suggest` (an address that answers with a list of links or of
 * buttons that send the form, or with nothing).
 * The field becomes a combobox (ARIA 1.2): the cursor stays in it, the arrow keys choose a suggestion, Enter follows it,
 * Escape closes the list, and a screen reader hears how many there are (`data-one`, `data-many` with {n}). The
 * suggestions stay links: a click, a tap or a middle click works as everywhere. Sending the form works as ever.
 */
const PAUSE = 90;
let lists = 0;

function attach(field) {
  const form = field.form;
  const said = form.appendChild(document.createElement("span"));
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  const id = `suggestions-${++lists}`;
  let list = null;
  let timer = 0;
  let asking = null;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");

  const links = () => [...(list?.querySelectorAll("a, button") ?? [])];
  const chosen = () => list?.querySelector('[aria-selected="true"]') ?? null;

  function close() {
    list?.remove();
    list = null;
    said.textContent = "";
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-controls");
    field.removeAttribute("aria-activedescendant");
  }

  function open(found) {
    close();
    list = found;
    list.id = id;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.dataset.label ?? field.labels?.[0]?.textContent ?? "");
    links().forEach((link, number) => {
      link.parentElement.setAttribute("role", "presentation");
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", "false");
      link.id = `${id}-${number}`;
      link.tabIndex = -1;
    });
    form.append(list);
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-controls", id);
    const count = links().length;
    said.textContent = count === 1 ? field.dataset.one : field.dataset.many.replace("{n}", count);
  }

  function choose(link) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!link) { field.removeAttribute("aria-activedescendant"); return; }
    link.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", link.id);
    link.scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    asking?.abort();
    const text = field.value.trim();
    if (text.length < 2) return close();
    asking = new AbortController();
    let html;
    try {
      const address = `${field.dataset.suggest}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: asking.signal });
      html = answer.ok ? await answer.text() : "";
    } catch {
      return; // no network, or asked anew: the form still works
    }
    if (field.value.trim() !== text || !form.contains(document.activeElement)) return;
    const found = new DOMParser().parseFromString(html, "text/html").querySelector("ul");
    if (found) open(found); else close();
  }

  function onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && list) { event.preventDefault(); close(); return; }
    if (event.key === "Enter" && chosen()) { event.preventDefault(); chosen().click(); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (!list) { if (event.key === "ArrowDown") ask(); return; }
    event.preventDefault();
    const stops = [null, ...links()]; // null: back to what was typed
    const at = stops.indexOf(chosen());
    choose(stops[(at + (event.key === "ArrowDown" ? 1 : stops.length - 1)) % stops.length]);
  }

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  field.addEventListener("keydown", onKey);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    asking?.abort();
    if (!list?.contains(event.submitter)) close(); // a button in the list is what is sent
  });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
}

document.querySelectorAll("[data-suggest]").forEach(attach);
