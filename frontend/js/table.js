/**
 * A table with `data-sortable` sorts by the column whose head is pressed. A cell may carry `data-sort` (a number or a
 * text that sorts); otherwise its text counts, read as a number where it is one. The foot stays where it is.
 */
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });

function key(row, column) {
  const cell = row.cells[column];
  const text = (cell?.dataset.sort ?? cell?.textContent ?? "").trim();
  const number = Number(cell?.dataset.sort ?? text.replace(/\./g, "").replace(",", ".").replace(/[^\d.−-]/g, "").replace("−", "-"));
  return text !== "" && /\d/.test(text) && !Number.isNaN(number) ? number : text;
}

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return collator.compare(String(a), String(b));
}

function sort(table, head) {
  const direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
  table.querySelectorAll("thead [aria-sort]").forEach((each) => each.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", direction);
  const sign = direction === "ascending" ? 1 : -1;
  for (const body of table.tBodies) {
    const rows = [...body.rows].map((row) => [key(row, head.cellIndex), row]);
    rows.sort((a, b) => sign * compare(a[0], b[0]));
    body.append(...rows.map(([, row]) => row));
  }
}

for (const table of document.querySelectorAll("table[data-sortable]")) {
  for (const head of table.tHead?.rows[table.tHead.rows.length - 1]?.cells ?? []) {
    if (head.dataset.sort === "no" || head.textContent.trim() === "") continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, head));
    head.append(button);
  }
}
