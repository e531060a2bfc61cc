/**
 * KERN's stylesheet, reduced to what our templates and our own styles use.
 *
 * PurgeCSS drops rules whose classes appear nowhere; then custom properties that nothing reads any more are dropped,
 * again and again until none is left. Dark colours apply on screens only, so that paper always gets the light ones.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { PurgeCSS } from "purgecss";

const require = createRequire(import.meta.url);
const postcss = createRequire(require.resolve("purgecss"))("postcss");

const STYLES = join(dirname(require.resolve("@kern-ux/native/package.json")), "dist", "kern.css");

/** `content`: every text in which a class of KERN may be named. `styles`: our own CSS, which may read KERN's tokens. */
export async function reducedKern({ content, styles }) {
  const [purged] = await new PurgeCSS().purge({
    content: content.map((raw) => ({ raw, extension: "html" })),
    css: [{ raw: readFileSync(STYLES, "utf8") }],
    defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
    safelist: { standard: ["html", "body", ":root"] },
    fontFace: true,
    keyframes: true,
  });
  const root = postcss.parse(purged.css);
  root.walkComments((comment) => comment.remove());
  root.walkDecls(/^-webkit-(mask|box-orient)/, (declaration) => declaration.remove());
  root.walkAtRules("media", (rule) => {
    if (/prefers-color-scheme:\s*dark/.test(rule.params)) rule.params = "screen and (prefers-color-scheme: dark)";
    if (/prefers-color-scheme:\s*light/.test(rule.params)) rule.params = "all";
  });
  moveLightFirst(root);
  const plain = postcss.parse(withoutLevels(root.toString()));
  dropUnreadProperties(plain, styles);
  plain.walkRules((rule) => { if (rule.nodes.length === 0) rule.remove(); });
  plain.walkAtRules((rule) => { if (rule.nodes && rule.nodes.length === 0) rule.remove(); });
  return plain.toString();
}

/**
 * KERN's tokens come once more as "contextual" ones, for surfaces within surfaces. We have one surface: they are named
 * directly. Then no token is undefined, and the light values that KERN writes behind each as a fallback can go.
 */
function withoutLevels(css) {
  const direct = css
    .replaceAll("--kern-color-layout-layer-surface-contextual", "--kern-color-layout-background-default-surface")
    .replaceAll("--kern-color-decorative-border-contextual", "--kern-color-decorative-border-default")
    .replace(/(--kern-color-[\w-]+?)-contextual/g, "$1");
  const defined = new Set(direct.match(/--kern[\w-]+(?=\s*:)/g));
  return direct.replace(/var\(\s*(--kern[\w-]+)\s*,\s*[^()]*\)/g, (whole, name) => (defined.has(name) ? `var(${name})` : whole));
}

/** KERN writes dark before light, each under its own condition; ours is light for all, then dark on top. */
function moveLightFirst(root) {
  const light = root.nodes.find((node) => node.type === "atrule" && node.params === "all");
  const dark = root.nodes.find((node) => node.type === "atrule" && node.params.startsWith("screen and"));
  if (light && dark) dark.before(light);
}

function dropUnreadProperties(root, styles) {
  const used = (text) => new Set(text.match(/var\(\s*--kern[\w-]+/g)?.map((use) => use.replace(/^var\(\s*/, "")) ?? []);
  for (;;) {
    const read = used(`${root.toString()}\n${styles}`);
    let dropped = 0;
    root.walkDecls(/^--kern/, (declaration) => {
      if (!read.has(declaration.prop)) { declaration.remove(); dropped += 1; }
    });
    if (dropped === 0) return;
  }
}
