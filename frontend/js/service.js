/**
 * A service's page: how much of the list is ticked, passing the page on, printing it. The ticks survive a reload and a
 * look at another page, on this device alone.
 */
const list = document.querySelector("[data-checklist]");
const STORED = "ticks:";

function remembered(key) {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(key)) ?? []);
  } catch {
    return new Set();
  }
}

if (list) {
  const boxes = [...list.querySelectorAll("[name=dabei]")];
  const key = STORED + list.elements.leistung.value;
  const before = remembered(key);
  const count = list.querySelector("output");
  boxes.forEach((box) => { box.checked ||= before.has(box.value); });

  function show() {
    const ticked = boxes.filter((box) => box.checked);
    const words = ticked.length === boxes.length ? list.dataset.all : list.dataset.some.replace("{n}", ticked.length).replace("{all}", boxes.length);
    if (count) count.textContent = ticked.length ? `${words}.` : "";
    try {
      sessionStorage.setItem(key, JSON.stringify(ticked.map((box) => box.value)));
    } catch { /* no storage: the ticks are forgotten with the page */ }
  }

  list.addEventListener("change", show);
  show();
}

document.querySelectorAll("[data-share]").forEach((link) => {
  link.addEventListener("click", async (event) => {
    const { share: url, shareTitle: title, shared } = link.dataset;
    if (!navigator.share && !navigator.clipboard) return; // the mail it leads to does the same
    event.preventDefault();
    try {
      if (navigator.share) return await navigator.share({ title, url });
      await navigator.clipboard.writeText(url);
      link.lastChild.textContent = shared;
    } catch { /* called off */ }
  });
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
