// @ts-check
// Every rule of strict typescript-eslint, with types; what is relaxed has its reason beside it. The rules need the
// compiler's JavaScript API, so TypeScript stays below 7 until typescript-eslint reads the native one.
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import typescript from "typescript-eslint";

export default defineConfig(globalIgnores(["static/", "build/"]), {
  files: ["**/*.ts"],
  extends: [
    js.configs.recommended,
    typescript.configs.strictTypeChecked,
    typescript.configs.stylisticTypeChecked,
  ],
  languageOptions: { parserOptions: { projectService: true } },
  linterOptions: { reportUnusedDisableDirectives: "error" },
  rules: {
    // counts of rows, bytes and pages stand in sentences and addresses; a number reads there as it should
    "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    // an empty text gives way to what follows it as a missing one does: `||` is meant
    "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
    // code points are meant: widths and the places of a report count them
    "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
    // of two ways to say that a template just written holds an element, this one names it; `!` is forbidden anyway
    "@typescript-eslint/non-nullable-type-assertion-style": "off",
    // filters and dismissals are records by name, sent as JSON or put into an address; taking one out is how they end
    "@typescript-eslint/no-dynamic-delete": "off",
    // a handler of one call fits on its line; what the call gives is dropped, as the event drops it
    "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    // the test runner awaits its tests itself
    "@typescript-eslint/no-floating-promises": [
      "error",
      { allowForKnownSafeCalls: [{ from: "package", package: "node:test", name: ["describe", "test"] }] },
    ],
    // nothing else writes into an editable sheet so that the browser's own undo keeps working
    "@typescript-eslint/no-deprecated": ["error", { allow: [{ from: "lib", name: "execCommand" }] }],
  },
});
