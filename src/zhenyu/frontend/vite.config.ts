// Builds the front end into static/dist: two stable entry files (main.js, main.css), the icon sprite, and one hashed
// chunk per island, fetched only by pages that use it.
import { defineConfig } from "vite";

import { iconSprite } from "./scripts/icon-sprite.ts";

export default defineConfig({
  base: "./",
  plugins: [iconSprite({ selection: "src/icons.txt", own: "src/icons", output: "icons.svg" })],
  css: { preprocessorOptions: { scss: { quietDeps: true, silenceDeprecations: ["import"] } } },
  build: {
    target: "chrome90", // the browser of 统信UOS and 麒麟 desktops
    cssTarget: "chrome90",
    outDir: "static/dist",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600, // ECharts, fetched only by pages with a chart
    rolldownOptions: {
      input: { main: "src/main.ts" },
      checks: { eval: false, bundlerTimings: false }, // htmx has an eval we switch off (htmx.config.allowEval)
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name]-[hash].js",
        assetFileNames: (asset) =>
          asset.names.includes("main.css") ? "main.css" : "chunks/[name]-[hash][extname]",
      },
    },
  },
});
