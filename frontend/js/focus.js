/** The summary of errors takes the focus also in browsers that know `autofocus` only on fields. */
const summary = document.querySelector("[data-focus]");
if (summary && document.activeElement !== summary) summary.focus();
