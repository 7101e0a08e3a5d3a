// Builds the front end into ../static/dist: two stable entry files (main.js, main.css), the icon sprite, and one hashed
// chunk per island, fetched only by pages that use it.
import { defineConfig } from "vite";

import { iconSprite } from "./scripts/icon-sprite";

export default defineConfig({
  base: "./",
  plugins: [iconSprite({ selection: "src/icons.txt", own: "src/icons", output: "icons.svg" })],
  css: { preprocessorOptions: { scss: { quietDeps: true, silenceDeprecations: ["import"] } } },
  build: {
    target: "chrome90", // the browser of 统信UOS and 麒麟 desktops
    cssTarget: "chrome90",
    outDir: "../static/dist",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: "src/main.ts" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name]-[hash].js",
        assetFileNames: (asset) => (asset.names.includes("main.css") ? "main.css" : "chunks/[name]-[hash][extname]"),
      },
    },
  },
});
