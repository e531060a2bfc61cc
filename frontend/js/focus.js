/**
 * The summary of errors takes the focus also in browsers that know `autofocus` only on fields. Where the focus already is
 * somewhere, it stays there: this script may arrive after somebody has gone on with the keyboard.
 */
const resting = !document.activeElement || document.activeElement === document.body;
if (resting) document.querySelector("[data-focus]")?.focus();
