/** Arrow keys move through the field of free days, as through a calendar. Links stay links: Tab and Enter work as ever. */
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

function move(field, event) {
  const cell = event.target.closest("td");
  if (!cell || !["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
  const rows = [...field.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((each) => each.querySelector("a")));
  const row = rows.findIndex((cells) => cells.includes(event.target));
  const column = cell.cellIndex;
  const found = next(rows, row, column, event.key);
  if (!found) return;
  event.preventDefault();
  found.focus();
}

function next(rows, row, column, key) {
  if (key === "Home") return rows[row].find(Boolean);
  if (key === "End") return rows[row].findLast(Boolean);
  if (key in STEPS) {
    const line = rows.flat();
    for (let at = row * rows[0].length + column + STEPS[key]; at >= 0 && at < line.length; at += STEPS[key]) if (line[at]) return line[at];
    return null;
  }
  const step = key === "ArrowUp" ? -1 : 1;
  for (let at = row + step; at >= 0 && at < rows.length; at += step) if (rows[at][column]) return rows[at][column];
  return null;
}

document.querySelectorAll("[data-calendar]").forEach((field) => field.addEventListener("keydown", (event) => move(field, event)));
