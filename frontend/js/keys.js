/**
 * Shortcuts of staff pages: a key presses the button or follows the link that shows it (`data-key`). Function keys work
 * everywhere; letters and digits only while nobody is typing, and never together with Ctrl, Alt or Meta. A choice that
 * is open (`data-keys-first`) has its keys before the rest of the page.
 */
const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
  const isFunctionKey = /^F\d+$/.test(event.key);
  if (!isFunctionKey && event.target.closest?.(TYPING)) return;
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
