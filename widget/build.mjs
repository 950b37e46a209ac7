/** Builds `dist/`: widget.js, the console, the demo site, the API docs. */

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const DIST = "dist";
const MARK = "src/site/images/mark.svg";
const WIDGET_LIMIT_KIB = 35;

const COMMON = {
  bundle: true,
  minify: true,
  target: "es2022",
  format: "iife",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  logLevel: "warning",
};

/** CSS as a minified string, for the widget's shadow root. */
const cssAsText = {
  name: "css-as-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** Leaves out the transports that are never used: we speak WebSocket only. */
const webSocketOnly = {
  name: "websocket-only",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/(polling-xhr|polling-xhr\.node|polling-fetch|webtransport)\.js$/ }, ({ path }) => ({ path, namespace: "unused" }));
    onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "export const XHR = null, Fetch = null, WT = null;" }));
  },
};

async function buildWidget() {
  const outfile = join(DIST, "widget.js");
  await build({ ...COMMON, entryPoints: ["src/widget/main.tsx"], outfile, plugins: [cssAsText, webSocketOnly] });
  await buildLanguages();
  const kib = gzipSync(await readFile(outfile), { level: 9 }).length / 1024;
  console.log(`widget.js ${kib.toFixed(1)} KiB gzip (limit ${WIDGET_LIMIT_KIB})`);
  if (kib > WIDGET_LIMIT_KIB) throw new Error("widget.js is over its size limit");
}

/** The widget's texts in other languages: scripts it fetches when they are needed. */
async function buildLanguages() {
  const files = await readdir("src/texts/widget");
  const codes = files.map((file) => file.replace(/\.ts$/, "")).filter((code) => !["index", "en"].includes(code));
  for (const code of codes) {
    const contents = `import { ${code} } from "./src/texts/widget/${code}"; (window.PanditYatraTexts ??= {}).${code} = ${code};`;
    const outfile = join(DIST, `widget/${code}.js`);
    await build({ ...COMMON, stdin: { contents, resolveDir: "." }, outfile });
  }
}

async function buildConsole() {
  const entryPoints = ["src/console/main.tsx", "src/console/console.css"];
  await build({ ...COMMON, entryPoints, outdir: join(DIST, "console"), plugins: [webSocketOnly] });
  await cp("src/console/index.html", join(DIST, "console/index.html"));
  await cp(MARK, join(DIST, "console/mark.svg"));
}

/** Pages are drawn to static HTML here; what they load lives in `assets/`. */
async function buildSite() {
  const site = join(DIST, "site");
  const entryPoints = ["src/site/client/site.tsx", "src/site/site.css", "src/site/video.css"];
  await build({ ...COMMON, entryPoints, outdir: join(site, "assets"), entryNames: "[name]" });
  await cp("src/site/images", join(site, "assets/images"), { recursive: true });
  const renderer = "node_modules/.cache/pages.mjs";
  await build({
    ...COMMON,
    entryPoints: ["src/site/pages.tsx"],
    outfile: renderer,
    format: "esm",
    platform: "node",
    packages: "external",
  });
  const { pages } = await import(join(process.cwd(), renderer));
  for (const [path, html] of Object.entries(pages())) {
    await mkdir(dirname(join(site, path)), { recursive: true });
    await writeFile(join(site, path), html);
  }
}

async function copyDocs() {
  const swagger = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  for (const file of ["swagger-ui.css", "swagger-ui-bundle.js"]) {
    await cp(join(swagger, file), join(DIST, "docs", file));
  }
  await cp("src/docs", join(DIST, "docs"), { recursive: true });
  await cp(MARK, join(DIST, "docs/mark.svg"));
}

await rm(DIST, { recursive: true, force: true });
await Promise.all([buildWidget(), buildConsole(), buildSite(), copyDocs()]);
