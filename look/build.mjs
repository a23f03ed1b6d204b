// SPDX-License-Identifier: Apache-2.0
// Makes what the desk serves as /static/ from the sources here, the same bytes each time.
// static/look.json keeps the digests, so that tests see a stale build without node.

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const target = join(here, "..", "src", "comity", "desk", "static");
const FONTS = ["source-sans-3", "source-serif-4"];
const WEIGHTS = [400, 600];

const digest = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
const version = (name) => JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;

function compressed(name) {
  const made = gzipSync(readFileSync(join(target, name)), { level: 9 });
  made.fill(0, 4, 8); // no time of day
  made[9] = 255; // no operating system
  writeFileSync(join(target, `${name}.gz`), made);
}

for (const folder of ["fonts", "licences"]) mkdirSync(join(target, folder), { recursive: true });

const { css } = sass.compile(join(here, "desk.scss"), {
  loadPaths: [modules],
  style: "compressed",
  quietDeps: true,
});
writeFileSync(join(target, "desk.css"), `${css}\n`);
copyFileSync(join(here, "desk.js"), join(target, "desk.js"));
copyFileSync(join(here, "mark.svg"), join(target, "mark.svg"));
compressed("desk.css");
compressed("desk.js");

// The npm package comes without its licence's text; the notice is kept here.
copyFileSync(join(here, "govuk-frontend.licence.txt"), join(target, "licences", "govuk-frontend.txt"));
for (const font of FONTS) {
  const from = join(modules, "@fontsource", font);
  copyFileSync(join(from, "LICENSE"), join(target, "licences", `${font}.txt`));
  for (const weight of WEIGHTS) {
    const name = `${font}-latin-${weight}`;
    copyFileSync(join(from, "files", `${name}-normal.woff2`), join(target, "fonts", `${name}.woff2`));
  }
}

const sources = readdirSync(here).filter((name) => /\.(scss|mjs|js|svg|txt)$|^package(-lock)?\.json$/.test(name));
const results = ["desk.css", "desk.css.gz", "desk.js", "desk.js.gz", "mark.svg"];
for (const folder of ["fonts", "licences"]) {
  results.push(...readdirSync(join(target, folder)).map((name) => `${folder}/${name}`));
}
const record = {
  "govuk-frontend": version("govuk-frontend"),
  sass: version("sass"),
  sources: Object.fromEntries(sources.sort().map((name) => [name, digest(join(here, name))])),
  results: Object.fromEntries(results.sort().map((name) => [name, digest(join(target, name))])),
};
writeFileSync(join(target, "look.json"), `${JSON.stringify(record, null, 2)}\n`);
console.log(`desk.css.gz ${readFileSync(join(target, "desk.css.gz")).length} bytes`);
