// Modules of the app for tests in Node, which cannot run TypeScript in all versions.
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

/** The exports of a module in `src`. */
export async function load(path) {
  const { module } = await runnerImport(fileURLToPath(new URL(`../src/${path}`, import.meta.url)), {
    configFile: false,
    logLevel: "error",
  });
  return module;
}
