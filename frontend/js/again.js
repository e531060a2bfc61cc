/**
 * Asks for the page again after so many seconds, by `data-again`; where scripts do not run, the page has a `meta` for it.
 */
const element = document.querySelector("[data-again]");
setTimeout(() => location.reload(), 1000 * Number(element.dataset.again));
