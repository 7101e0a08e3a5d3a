// Prints what each built file weighs, raw and gzipped; `npm run sizes` after a build.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const root = new URL("../static/dist", import.meta.url).pathname;
const files = readdirSync(root, { recursive: true }).filter((name) => statSync(join(root, name)).isFile());
for (const name of files.sort()) {
  const bytes = readFileSync(join(root, name));
  const kib = (n) => `${(n / 1024).toFixed(1)} KiB`.padStart(11);
  console.log(kib(bytes.length), kib(gzipSync(bytes).length), name);
}
