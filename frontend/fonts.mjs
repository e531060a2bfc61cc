/**
 * Fira Sans in two weights. A page in German or English needs only the base cut; a name from DIN 91379 with a letter
 * outside of it makes the browser fetch that letter's cut as well (unicode-range in css/fonts.css).
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import subsetFont from "subset-font";

const require = createRequire(import.meta.url);
const FOLDER = join(dirname(require.resolve("@kern-ux/native/package.json")), "dist", "fonts", "fira-sans");
const WEIGHTS = { 400: "FiraSans-Regular.woff2", 600: "FiraSans-SemiBold.woff2" };

/** Ranges of code points; css/fonts.css names the same ones. */
const CUTS = {
  base: [[0x20, 0x7e], [0xa0, 0xff], [0x2010, 0x2014], [0x2018, 0x201e], [0x2026, 0x2026], [0x2190, 0x2193], [0x20ac, 0x20ac], [0x2212, 0x2212], [0x2713, 0x2713], [0x202f, 0x202f]],
  latin: [[0x100, 0x17f], [0x218, 0x21b]],
  marked: [[0x180, 0x217], [0x21c, 0x24f], [0x259, 0x259], [0x292, 0x292], [0x2b0, 0x2ff], [0x300, 0x331], [0x1e00, 0x1eff]],
  greek: [[0x370, 0x3ff]],
  cyrillic: [[0x400, 0x45f], [0x490, 0x491]],
};
const FEATURES = ["kern", "liga", "tnum", "lnum", "ccmp", "mark", "mkmk", "locl"];

export async function writeFonts({ folder }) {
  mkdirSync(folder, { recursive: true });
  for (const [weight, file] of Object.entries(WEIGHTS)) {
    const whole = readFileSync(join(FOLDER, file));
    for (const [cut, ranges] of Object.entries(CUTS)) {
      const bytes = await subsetFont(whole, characters(ranges), { targetFormat: "woff2", keepFeatures: FEATURES });
      writeFileSync(join(folder, `fira-sans-${weight}-${cut}.woff2`), bytes);
    }
    // what is printed (platform/pdf) reads whole fonts, and no woff2
    const printed = await subsetFont(whole, characters(Object.values(CUTS).flat()), { targetFormat: "truetype", keepFeatures: FEATURES });
    writeFileSync(join(folder, `fira-sans-${weight}.ttf`), printed);
  }
}

function characters(ranges) {
  return ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i))).join("");
}
