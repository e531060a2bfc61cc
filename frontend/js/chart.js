/**
 * Draws the page's charts: Vega-Lite, interpreted (no eval), as SVG. Colours and type are the page's own, also when the
 * reader switches between light and dark. The specification stands in the page as JSON.
 */
import { expressionInterpreter } from "vega-interpreter";
import embed from "vega-embed";

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Computed colours in a form every part of Vega reads; the browser resolves oklch() and color-mix(). */
function colour(name) {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  canvas.fillStyle = style(name);
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
  return `rgb(${red} ${green} ${blue})`.replace(/ /g, ", ");
}

/** How the page's language writes numbers: 0,5 in German, 0.5 in English. */
function numbers() {
  const parts = new Intl.NumberFormat(document.documentElement.lang).formatToParts(-12345.5);
  const of = (type) => parts.find((part) => part.type === type)?.value ?? "";
  return { decimal: of("decimal"), thousands: of("group"), grouping: [3], currency: ["", ""], minus: "−" };
}

function theme() {
  const isNarrow = places[0].clientWidth < 640;
  const ink = colour("--ink");
  const soft = colour("--ink-soft");
  const line = colour("--chart-line");
  return {
    background: "transparent",
    font: "Fira Sans, sans-serif",
    view: { stroke: "transparent" },
    axis: { labelColor: soft, titleColor: soft, labelFontSize: 13, titleFontSize: 13, titleFontWeight: 400, gridColor: line, domainColor: line, tickColor: line, labelLimit: 260 },
    axisQuantitative: { tickCount: 6 },
    axisX: { titleAnchor: "end", titlePadding: 8 },
    axisY: { grid: false, domain: false, ticks: false, labelColor: ink, labelPadding: 10 },
    legend: { labelColor: ink, titleColor: soft, labelFontSize: 13, orient: "top", direction: "horizontal", columns: isNarrow ? 1 : 3, symbolSize: 90, labelLimit: isNarrow ? 150 : 260 },
    title: { color: ink, fontSize: 16, fontWeight: 600, anchor: "start" },
    text: { color: ink, fontSize: 13 },
    rule: { color: ink },
    mark: { color: colour("--accent") },
    range: { category: ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5"].map(colour) },
  };
}

async function draw(place) {
  const spec = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const { config, ...rest } = spec;
  const { view } = await embed(place, { ...rest, config: { ...theme(), ...config } }, {
    actions: false, renderer: "svg", ast: true, expr: expressionInterpreter, defaultStyle: false,
    tooltip: { disableDefaultStyle: true }, mode: "vega-lite", logLevel: 1, formatLocale: numbers(),
  });
  view.container().querySelector("svg").setAttribute("aria-hidden", "true"); // the figure around it speaks
}

const places = [...document.querySelectorAll("[data-chart]")];
const drawAll = () => places.forEach(draw);
drawAll();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
