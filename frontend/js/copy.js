/**
 * A button with `data-copy` copies that text; one with `data-copy-all` all of them below the same element, a line each
 * with its label, as a table that programs take. What was copied is said in `[data-copy-sign]`.
 */
for (const sheet of document.querySelectorAll("[data-copy-sheet]")) {
  const sign = sheet.querySelector("[data-copy-sign]");
  const buttons = [...sheet.querySelectorAll("[data-copy]")];
  const all = () => buttons.map((button) => `${button.dataset.copyLabel}\t${button.dataset.copy.replaceAll(/\s+/g, " ")}`).join("\n");
  sheet.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-all]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy ?? all());
      sign.textContent = button.dataset.copied;
    } catch {
      sign.textContent = sign.dataset.refused;
    }
  });
}
