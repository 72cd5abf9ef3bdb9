// Makes the one style sheet of the pages: node build.mjs OUT
// The components of NL Design System that the pages use, the tokens these ask for, and our own styles, minified.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "lightningcss";

const HERE = dirname(fileURLToPath(import.meta.url));
const THEME = "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css";
const FONT = "@fontsource-variable/source-sans-3";
const FACES = ["latin", "latin-ext"];

// of Utrecht; they come as dependencies of component-library-css, in the versions that belong together
const UTRECHT = [
  "root", "body", "heading-1", "heading-2", "heading-3", "link", "icon", "button", "button-group", "alert",
  "alert-dialog", "backdrop", "breadcrumb-nav", "table", "pagination", "data-list", "page-footer", "form-field",
  "form-field-description", "form-field-error-message", "form-label", "form-fieldset", "textbox", "textarea", "select",
  "checkbox", "radio-button",
];
// the line that NL Design System moves to, where it has what we need
const CANDIDATES = ["skip-link", "data-badge", "number-badge"];
const OWN = ["tokens", "ground", "frame", "parts", "forms", "tables", "week", "map", "plan", "charts", "print"];

const read = (path) => readFile(path, "utf8");
const installed = (path) => read(join(HERE, "node_modules", path));

const fontFaces = async () => {
  const css = await installed(`${FONT}/index.css`);
  return css
    .split("@font-face")
    .slice(1)
    .map((face) => `@font-face${face.slice(0, face.indexOf("}") + 1)}`)
    .filter((face) => FACES.some((name) => face.includes(`source-sans-3-${name}-wght-normal`)))
    .map((face) => face.replace("./files/", "./"))
    .join("\n");
};

// Of the theme's three thousand tokens only those that the styles ask for, and those which these ask for in turn.
const neededTokens = (theme, styles) => {
  const values = new Map([...theme.matchAll(/^\s*(--[\w-]+):\s*([^;]+);/gm)].map(([, name, value]) => [name, value]));
  const asked = (text) => [...text.matchAll(/var\(\s*(--[\w-]+)/g)].map(([, name]) => name);
  const kept = new Set();
  const queue = asked(styles);
  while (queue.length) {
    const name = queue.pop();
    if (kept.has(name) || !values.has(name)) continue;
    kept.add(name);
    queue.push(...asked(values.get(name)));
  }
  const lines = [...values].filter(([name]) => kept.has(name)).map(([name, value]) => `${name}: ${value};`);
  return `.voorbeeld-theme {\n${lines.join("\n")}\n}`;
};

const out = process.argv[2];
if (!out) throw new Error("usage: node build.mjs OUT");
const components = await Promise.all([
  ...UTRECHT.map((name) => installed(`@utrecht/${name}-css/dist/index.css`)),
  ...CANDIDATES.map((name) => installed(`@nl-design-system-candidate/${name}-css/dist/${name}.css`)),
]);
const own = await Promise.all(OWN.map((name) => read(join(HERE, "styles", `${name}.css`))));
const styles = [...components, ...own].join("\n");
const whole = [await fontFaces(), neededTokens(await installed(THEME), styles), styles].join("\n");
const { code, warnings } = transform({
  filename: "koppelkans.css",
  code: Buffer.from(whole.replaceAll(/\/\*# sourceMappingURL=.*?\*\//g, "")),
  minify: true,
  targets: { chrome: 111 << 16, firefox: 113 << 16, safari: (16 << 16) | (4 << 8) },
});
for (const warning of warnings) console.warn(`${warning.message} (line ${warning.loc.line})`);
await mkdir(out, { recursive: true });
await writeFile(join(out, "koppelkans.css"), code);
for (const name of FACES) {
  const file = `source-sans-3-${name}-wght-normal.woff2`;
  await copyFile(join(HERE, "node_modules", FONT, "files", file), join(out, file));
}
