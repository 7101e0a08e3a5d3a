// One SVG sprite out of the icons we use: names listed in a text file come from Tabler, files in `own` are ours.
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";

import type { Plugin } from "vite";

interface Options {
  selection: string; // text file, one Tabler icon name a line, # comments
  own: string; // folder of our own SVG files
  output: string; // file name in the build folder
}

const TABLER = "node_modules/@tabler/icons/icons/outline";

export function iconSprite(options: Options): Plugin {
  return {
    name: "icon-sprite",
    apply: "build",
    generateBundle() {
      const names = readFileSync(options.selection, "utf8")
        .split("\n")
        .map((line) => line.replace(/#.*/, "").trim())
        .filter(Boolean);
      const own = readdirSync(options.own).filter((file) => file.endsWith(".svg"));
      const symbols = [
        ...names.map((name) => symbol(name, readFileSync(join(TABLER, `${name}.svg`), "utf8"))),
        ...own.map((file) => symbol(basename(file, ".svg"), readFileSync(join(options.own, file), "utf8"))),
      ];
      const source = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
      this.emitFile({ type: "asset", fileName: options.output, source });
    },
  };
}

/** The drawing of one file as a symbol; colour and stroke width come from the page (`.icon`). */
function symbol(name: string, svg: string): string {
  const inner = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1] ?? "";
  const drawing = inner.replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing}</symbol>`;
}
