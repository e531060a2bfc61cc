/**
 * Shortcuts of staff pages: a key presses the button or follows the link that shows it (`data-key`). Function keys work
 * everywhere; letters and digits only while nobody is typing, and never together with Ctrl, Alt or Meta. A choice that
 * is open (`data-keys-first`) has its keys before the rest of the page.
 *
 * Letters and digits can be switched off in this browser (`data-keys-switch`), for whoever speaks to the machine or
 * often hits a wrong key (WCAG 2.1.4).
 */
const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]";

const OFF = "keys-off";
const FUNCTION_KEY = /^F\d+$/;
const areOff = () => localStorage.getItem(OFF) !== null;
const place = document.querySelector("[data-keys-switch]");
const button = place.querySelector("button");

place.hidden = false;
button.addEventListener("click", () => {
  if (areOff()) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
  sayKeys();
});
sayKeys();

/** Keys that do nothing are not shown, and not told to screen readers. */
function sayKeys() {
  for (const each of document.querySelectorAll(".key")) each.hidden = areOff() && !FUNCTION_KEY.test(each.textContent);
  button.querySelector(".kern-label").textContent = areOff() ? button.dataset.on : button.dataset.off;
  for (const each of document.querySelectorAll("[data-key]")) {
    if (FUNCTION_KEY.test(each.dataset.key)) continue;
    if (areOff()) each.removeAttribute("aria-keyshortcuts");
    else each.setAttribute("aria-keyshortcuts", each.dataset.key);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
  if (!FUNCTION_KEY.test(event.key) && (areOff() || event.target.closest?.(TYPING))) return;
  const wanted = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const possible = [...document.querySelectorAll("[data-key]")].filter((each) => each.dataset.key.toUpperCase() === wanted.toUpperCase() && !each.disabled && each.offsetParent && isOpen(each));
  const target = possible.find((each) => each.closest("[data-keys-first]")) ?? possible[0];
  if (!target) return;
  event.preventDefault();
  if (target.matches(TYPING)) target.focus();
  else target.click();
});

/** What a closed choice hides may still have a place on the page. */
function isOpen(each) {
  const choice = each.closest("details:not([open])");
  return !choice || each.closest("summary")?.parentElement === choice;
}
