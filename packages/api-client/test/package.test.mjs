// The tarball of `npm pack`, in a front end that has installed it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const modules = here("../../../node_modules");
const folder = await mkdtemp(join(tmpdir(), "stylipp-package-"));
after(() => rm(folder, { recursive: true }));
const run = (program, args, cwd = folder) => execFileSync(program, args, { cwd, encoding: "utf8" });

/** A page of that front end. */
const PAGE = `
import { createStylipp, outcome, type Problem, type SessionState } from "@stylipp/api-client";
import { signInWithPasskey } from "@stylipp/api-client/passkeys";
import { useSession } from "@stylipp/api-client/react";

const api = createStylipp({ baseUrl: "https://api.stylipp.com" });
export const signIn = async (): Promise<string | undefined> => (await signInWithPasskey(api)).data?.account_id;
export const useState = (): SessionState => useSession(api).state;
export async function read(): Promise<string | Problem<"session_expired">["code"]> {
  const { data, problem } = await outcome(api.GET("/v1/users/me", { timeoutMs: 5_000 }));
  // @ts-expect-error this operation never ends with this code
  if (problem?.code === "email_taken") return "";
  return data?.email ?? problem!.detail;
}
`;
const OPTIONS = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true, types: [] };
const LIB = { target: "ES2022", lib: ["ES2022", "DOM", "DOM.Iterable"] };
const MODULES = { bundler: "ESNext", nodenext: "NodeNext", node16: "Node16" };

// In a copy, because `npm pack` changes the package.json for a moment.
const source = join(folder, "packages/api-client");
await cp(here(".."), source, { recursive: true, filter: (path) => !path.endsWith("/dist") });
await symlink(modules, join(folder, "node_modules"));
const manifest = await readFile(join(source, "package.json"), "utf8");
const [{ filename, files }] = JSON.parse(run("npm", ["pack", "--silent", "--json"], source));

const app = join(folder, "app");
const installed = join(app, "node_modules/@stylipp/api-client");
await mkdir(installed, { recursive: true });
run("tar", ["--extract", "--strip-components=1", "--file", join(source, filename)], installed);
for (const name of ["openapi-fetch", "openapi-typescript-helpers", "react", "@types/react", "csstype"]) {
  await mkdir(join(app, "node_modules/@types"), { recursive: true });
  await symlink(join(modules, name), join(app, "node_modules", name));
}
await writeFile(join(app, "package.json"), JSON.stringify({ type: "module" }));
await writeFile(join(app, "page.ts"), PAGE);

test("it contains what its package.json names, and leads to nothing else", async () => {
  const { exports } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  const named = Object.values(exports).flatMap((entry) => (entry.default ? Object.values(entry) : entry));
  const packed = new Set(files.map(({ path }) => `./${path}`));
  assert.deepEqual(named.filter((path) => !packed.has(path)), []);
  assert.equal(await readFile(join(source, "package.json"), "utf8"), manifest);
});

for (const [moduleResolution, module] of Object.entries(MODULES)) {
  test(`its types compile under ${moduleResolution}`, async () => {
    const compilerOptions = { ...OPTIONS, ...LIB, module, moduleResolution };
    const config = join(app, `${moduleResolution}.json`);
    await writeFile(config, JSON.stringify({ compilerOptions, include: ["page.ts"] }));
    run("node", [join(modules, "typescript-7/bin/tsc"), "-p", config]);
  });
}

test("Node imports it, in development too", () => {
  const script = `
    import { createStylipp } from "@stylipp/api-client";
    import { hasPasskeys } from "@stylipp/api-client/passkeys";
    import { useSession } from "@stylipp/api-client/react";
    console.log(createStylipp({ baseUrl: "http://localhost" }).session.state, typeof useSession, hasPasskeys());`;
  for (const condition of ["production", "development"]) {
    const options = [`--conditions=${condition}`, "--input-type=module", "--eval", script];
    assert.equal(run("node", options, app), "unknown function false\n");
  }
});
