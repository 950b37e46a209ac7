/** Builds `dist/`: widget.js, the console, the demo site, the API docs. */

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const DIST = "dist";
const MARK = "src/site/images/mark.svg";
/** Gzip: what every page fetches, what opening the chat adds, and what people among themselves need. */
const LIMITS_KIB = { "widget.js": 4, "widget/chat.js": 34, "widget/room.js": 16 };

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

/** CSS with its imports as a minified string, for the widget's shadow root. */
const cssAsText = {
  name: "css-as-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], bundle: true, minify: true, write: false });
      return { contents: outputFiles[0].text.trim(), loader: "text" };
    });
  },
};

/** Parts of Socket.IO that are never used, and what stands for them: we send text over WebSocket only. */
const UNUSED = [
  [/\/(polling-xhr|polling-xhr\.node|polling-fetch|webtransport)\.js$/, "export const XHR = null, Fetch = null, WT = null;"],
  [/\/is-binary\.js$/, "export const isBinary = () => false, hasBinary = isBinary;"],
  [/\/binary\.js$/, "export const deconstructPacket = null, reconstructPacket = null;"],
  [/\/base64-arraybuffer\.js$/, "export const decode = () => null;"],
  [
    /\/encodePacket\.js$/,
    `const TYPES = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];
    export const encodePacketToBinary = null;
    export const encodePacket = ({ type, data = "" }, _, take) => take(TYPES.indexOf(type) + data);`,
  ],
];

const textOverWebSocket = {
  name: "text-over-websocket",
  setup({ onResolve, onLoad }) {
    for (const [filter, contents] of UNUSED) {
      onResolve({ filter }, ({ path }) => ({ path, namespace: "unused", pluginData: contents }));
    }
    onLoad({ filter: /.*/, namespace: "unused" }, ({ pluginData }) => ({ contents: pluginData }));
  },
};

/** What `chat.js` lends to `room.js`, by where it comes from: nothing is loaded twice. */
const LENT = {
  preact: "Fragment",
  "preact/jsx-runtime": "jsx, jsxs",
  "preact/hooks": "useEffect, useLayoutEffect, useRef, useState",
  "./src/widget/context": "useUi",
  "./src/widget/components/Composer": "Composer",
};
const NAMES = Object.values(LENT).join(", ");

const borrowed = {
  name: "borrowed",
  setup({ onResolve, onLoad }) {
    const filter = /^preact\b|\/widget\/(context|components\/Composer)$/;
    onResolve({ filter }, ({ path }) => ({ path, namespace: "borrowed" }));
    onLoad({ filter: /.*/, namespace: "borrowed" }, () => ({ contents: `export const { ${NAMES} } = PanditYatraLent;` }));
  },
};

async function buildWidget() {
  await bundle("widget.js", { entryPoints: ["src/widget/main.ts"], plugins: [cssAsText] });
  const imports = Object.entries(LENT).map(([module, names]) => `import { ${names} } from "${module}";`).join("");
  const contents = `${imports} globalThis.PanditYatraLent = { ${NAMES} }; import "./src/widget/chat";`;
  await bundle("widget/chat.js", { stdin: { contents, resolveDir: "." }, plugins: [cssAsText, textOverWebSocket] });
  await bundle("widget/room.js", { entryPoints: ["src/room/main.ts"], plugins: [cssAsText, borrowed] });
  await buildTexts("src/texts/widget", "");
  await buildTexts("src/texts/room", "room.");
}

async function bundle(name, options) {
  const outfile = join(DIST, name);
  await build({ ...COMMON, ...options, outfile });
  const kib = gzipSync(await readFile(outfile), { level: 9 }).length / 1024;
  const limit = LIMITS_KIB[name];
  console.log(`${name} ${kib.toFixed(1)} KiB gzip (limit ${limit})`);
  if (kib > limit) throw new Error(`${name} is over its size limit`);
}

/** Texts in other languages than English: scripts that are fetched when they are needed. */
async function buildTexts(folder, prefix) {
  const codes = (await readdir(folder)).map((file) => file.replace(/\.ts$/, ""));
  for (const code of codes.filter((name) => !["index", "en"].includes(name))) {
    const name = prefix + code;
    const contents = `import { ${code} } from "./${folder}/${code}"; (globalThis.PanditYatraTexts ??= {})["${name}"] = ${code};`;
    await build({ ...COMMON, stdin: { contents, resolveDir: "." }, outfile: join(DIST, `widget/${name}.js`) });
  }
}

async function buildConsole() {
  const entryPoints = ["src/console/main.tsx", "src/console/console.css"];
  await build({ ...COMMON, entryPoints, outdir: join(DIST, "console"), plugins: [textOverWebSocket] });
  await cp("src/console/index.html", join(DIST, "console/index.html"));
  await cp(MARK, join(DIST, "console/mark.svg"));
}

/** Pages are drawn to static HTML here; what they load lives in `assets/`. */
async function buildSite() {
  const site = join(DIST, "site");
  const entryPoints = ["src/site/client/site.tsx", "src/site/site.css", "src/site/video.css"];
  await build({ ...COMMON, entryPoints, outdir: join(site, "assets"), entryNames: "[name]" });
  await cp("src/site/push.js", join(site, "push.js"));
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
