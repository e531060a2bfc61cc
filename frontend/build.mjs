/**
 * Builds the static files of the page shell into src/einamt/platform/shell/static/built/.
 *
 *   css/index.css, and what of KERN the templates use   →  einamt.css
 *   css/hall, css/kiosk, css/ticket.css                  →  the same alone, for the few pages that need them
 *   js/*.js                                             →  one self-contained file each (js/parts is bundled into them)
 *   Fira Sans as KERN ships it                          →  fonts/*.woff2, cut to the characters that are needed
 *
 * Running it twice gives the same bytes. No arguments, no network.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

import { build as bundleScripts } from "esbuild";
import { bundle, transform } from "lightningcss";

import { writeFonts } from "./fonts.mjs";
import { reducedKern } from "./kern.mjs";

const require = createRequire(import.meta.url);
const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(HERE, "..", "src", "einamt");
const BUILT = join(SOURCE, "platform", "shell", "static", "built");
const version = (major, minor = 0) => (major << 16) | (minor << 8);
const BROWSERS = { chrome: version(120), edge: version(120), firefox: version(121), safari: version(16, 4) };

/** What a citizen's page loads: the limit in bytes after compression. The build fails above it. */
const LIMITS = { "einamt.css": 25_000 };

function filesUnder(folder, endings) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["node_modules", "built", "__pycache__"].includes(entry.name) ? [] : filesUnder(path, endings);
    return endings.some((ending) => entry.name.endsWith(ending)) ? [path] : [];
  }).sort();
}

async function writeStyles() {
  const own = bundle({ filename: join(HERE, "css", "index.css"), targets: BROWSERS }).code.toString();
  const texts = [...filesUnder(SOURCE, [".html", ".py"]), ...filesUnder(join(HERE, "js"), [".js"])];
  const kern = await reducedKern({ content: texts.map((path) => readFileSync(path, "utf8")), styles: own });
  const code = `@layer kern, tokens, base, layout, components, pages, print;@layer kern {${kern}}\n${own}`;
  write("einamt.css", transform({ filename: "einamt.css", code: Buffer.from(code), minify: true, targets: BROWSERS }).code);
  for (const name of ["hall.css", "kiosk.css", "ticket.css"])
    write(name, bundle({ filename: join(HERE, "css", name), minify: true, targets: BROWSERS }).code);
}

async function writeScripts() {
  const entries = readdirSync(join(HERE, "js")).filter((name) => name.endsWith(".js")).sort();
  await bundleScripts({
    entryPoints: entries.map((name) => join(HERE, "js", name)),
    outdir: BUILT, bundle: true, format: "iife", minify: true, target: "es2022", legalComments: "none",
    absWorkingDir: HERE, logLevel: "warning",
  });
}

function write(name, bytes) {
  mkdirSync(dirname(join(BUILT, name)), { recursive: true });
  writeFileSync(join(BUILT, name), bytes);
}

function report() {
  let tooHeavy = false;
  for (const path of filesUnder(BUILT, [""])) {
    const bytes = readFileSync(path);
    const sent = path.endsWith(".woff2") ? bytes.length : brotliCompressSync(bytes).length;
    const limit = LIMITS[basename(path)];
    tooHeavy ||= limit !== undefined && sent > limit;
    console.log(`${path.slice(BUILT.length + 1).padEnd(34)} ${(bytes.length / 1000).toFixed(1).padStart(8)} kB  ${(sent / 1000).toFixed(1).padStart(8)} kB sent`);
  }
  if (tooHeavy) throw new Error(`above the limit: ${JSON.stringify(LIMITS)} bytes sent`);
}

rmSync(BUILT, { recursive: true, force: true });
mkdirSync(BUILT, { recursive: true });
await Promise.all([writeStyles(), writeScripts(), writeFonts({ folder: join(BUILT, "fonts") })]);
writeFileSync(join(BUILT, "axe.js"), readFileSync(require.resolve("axe-core/axe.min.js")));
report();
