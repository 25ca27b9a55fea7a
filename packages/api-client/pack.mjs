// Before `npm pack`, removes the `development` conditions from the package.json; with --undo, restores it
// afterwards. They lead to src, which the tarball does not contain.
import { copyFile, readFile, rename, writeFile } from "node:fs/promises";

const [manifest, copy] = ["package.json", "package.json.orig"].map((name) => new URL(name, import.meta.url));

if (process.argv.includes("--undo")) {
  await rename(copy, manifest);
} else {
  await copyFile(manifest, copy);
  const content = JSON.parse(await readFile(manifest, "utf8"));
  for (const entry of Object.values(content.exports)) delete entry.development;
  await writeFile(manifest, `${JSON.stringify(content, null, 2)}\n`);
}
