/**
 * Shortcuts of staff pages: a key presses the button or follows the link that shows it (`data-key`). Function keys work
 * everywhere; letters and digits only while nobody is typing, and never together with Ctrl, Alt or Meta.
 */
const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
  const isFunctionKey = /^F\d+$/.test(event.key);
  if (!isFunctionKey && event.target.closest?.(TYPING)) return;
  const wanted = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const target = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key.toUpperCase() === wanted.toUpperCase() && !each.disabled && each.offsetParent);
  if (!target) return;
  event.preventDefault();
  if (target.matches(TYPING)) target.focus();
  else target.click();
});
