// Bundles the unit tests with what they test; Node's own test runner then runs them (npm run unit).
import { defineConfig } from "vite";

export default defineConfig({
  ssr: { noExternal: ["tabulator-tables"] }, // it looks for a document when it is loaded: tests/dom.ts comes first
  build: { ssr: "tests/all.ts", target: "node20", outDir: "build/tests", emptyOutDir: true, sourcemap: true },
});
