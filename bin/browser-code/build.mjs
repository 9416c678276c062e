// Bundle the parts of plotly.js that the pages use. Usage: node build.mjs OUTPUT TRACE…
import { parse } from "acorn";
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const [output, ...traces] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const parts = traces.filter((name) => name !== "scatter").map((name) => `require("plotly.js/lib/${name}")`);
const entry = [
  'var Plotly = require("plotly.js/lib/core");', // it brings scatter
  `Plotly.register([${parts.join(", ")}]);`,
  'Plotly.register(require("plotly.js/lib/locales/fr"));',
  "module.exports = Plotly;",
].join("\n");

// Controls inside the plot and what no figure here has; annotations stay, those of maps and 3-D go.
const unused = ["annotations3d", "images", "updatemenus", "sliders", "rangeslider", "rangeselector", "errorbars", "grid"];
const withoutUnused = {
  name: "without-unused-components",
  setup(bundler) {
    bundler.onLoad({ filter: /plotly\.js[\\/]src[\\/]core\.js$/ }, async ({ path }) => {
      let code = await readFile(path, "utf8");
      for (const component of unused) {
        const line = `require('./components/${component}'),`;
        if (!code.includes(line)) {
          throw new Error(`plotly.js no longer registers ${component} as expected: review this list`);
        }
        code = code.replace(line, "");
      }
      return { contents: code, loader: "js" };
    });
  },
};

// The account of each setting, in English: a tenth of the bundle that only the documentation of plotly.js reads.
const withoutDescriptions = {
  name: "without-descriptions",
  setup(bundler) {
    bundler.onLoad({ filter: /plotly\.js[\\/]src[\\/].*\.js$/ }, async ({ path }) => {
      let code = await readFile(path, "utf8");
      for (const [start, end] of descriptions(parse(code, { ecmaVersion: 2022, sourceType: "module" })).reverse()) {
        const comma = /^\s*,/.exec(code.slice(end));
        code = code.slice(0, start) + code.slice(end + (comma ? comma[0].length : 0));
      }
      return { contents: code, loader: "js" };
    });
  },
};

// Where the descriptions of a syntax tree stand, in the order of the file.
function descriptions(node, found = []) {
  if (Array.isArray(node)) {
    node.forEach((child) => descriptions(child, found));
  } else if (node && typeof node.type === "string") {
    if (node.type === "Property" && node.key.name === "description" && isText(node.value)) {
      found.push([node.start, node.end]);
    } else {
      Object.values(node).forEach((child) => descriptions(child, found));
    }
  }
  return found;
}

function isText(node) {
  return (
    node.type === "Literal" ||
    node.type === "TemplateLiteral" ||
    (node.type === "BinaryExpression" && isText(node.left)) ||
    (node.type === "CallExpression" &&
      node.callee.property?.name === "join" &&
      node.callee.object.type === "ArrayExpression")
  );
}

await build({
  stdin: { contents: entry, resolveDir: here },
  outfile: output,
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "Plotly",
  platform: "browser",
  target: "es2020",
  legalComments: "none",
  // What code of another age expects of its surroundings.
  define: { global: "window", "process.env.NODE_ENV": '"production"' },
  alias: { stream: "stream-browserify" },
  // The style sheet of maps, which are not there.
  loader: { ".css": "empty" },
  plugins: [withoutUnused, withoutDescriptions],
  footer: { js: "window.Plotly = Plotly;" },
});
