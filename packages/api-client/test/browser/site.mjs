// A site with one page that uses the built client, under a strict Content Security Policy.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { api } from "./tools.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PAGE = (await readFile(here("page.html"), "utf8")).replace("{{API}}", api);
const IMPORT_MAP = /<script type="importmap">(.*?)<\/script>/s.exec(PAGE)[1];
const HASH = createHash("sha256").update(IMPORT_MAP).digest("base64");
const POLICY = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${HASH}'`,
  `connect-src ${api}`,
  "img-src data:", // the empty favicon
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const SCRIPTS = {
  "/page.js": here("page.js"),
  ...Object.fromEntries(
    (await readdir(here("../../dist")))
      .filter((name) => name.endsWith(".js"))
      .map((name) => [`/client/${name}`, here(`../../dist/${name}`)]),
  ),
  "/openapi-fetch.js": fileURLToPath(import.meta.resolve("openapi-fetch")),
};

/** Serve the page, an empty one without a policy, and a sandboxed one, until all tests have run. */
export async function serveSite(port = 0) {
  const server = createServer(async (request, response) => {
    const script = SCRIPTS[request.url];
    if (request.url === "/") {
      response.setHeader("Content-Security-Policy", POLICY);
      response.setHeader("Content-Type", "text/html");
      response.end(PAGE);
    } else if (request.url === "/empty") {
      response.setHeader("Content-Type", "text/html");
      response.end("<!doctype html><link rel=icon href='data:,'>");
    } else if (request.url === "/sandboxed") {
      response.setHeader("Content-Security-Policy", "sandbox allow-scripts");
      response.setHeader("Content-Type", "text/html");
      response.end(`<link rel=icon href='data:,'><script type="importmap">${IMPORT_MAP}</script>`);
    } else if (script !== undefined) {
      response.setHeader("Access-Control-Allow-Origin", "*"); // for the sandboxed page
      response.setHeader("Content-Type", "text/javascript");
      response.end(await readFile(script));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  after(() => server.close());
  return server.address().port;
}
