// Rates pages of the web app with Lighthouse, as on a mobile phone, and fails if one is below the limits.
// scripts/test-browser installs Lighthouse and sets the environment.
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import lighthouse from "../.tools/lighthouse/node_modules/lighthouse/core/index.js";

const LEAST = { performance: 98, accessibility: 100, "best-practices": 100, seo: 100 };
const PAGES = ["/login", "/register", "/account"];
const ATTEMPTS = 3; // other programs on the machine count as slowness of the page

const site = process.env.STYLIPP_URL;

function unusedPort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Log in to a new account; the profile keeps the cookie. */
async function logIn(context) {
  const body = { email: "ada@example.com", password: "violet anvil kettle 7" };
  const headers = { "Content-Type": "application/json" };
  await fetch(`${site}/v1/auth/register`, { method: "POST", headers, body: JSON.stringify(body) });
  const response = await context.request.post(`${site}/v1/auth/login`, { data: body });
  if (!response.ok()) throw new Error(await response.text());
}

/** The scores of one run, with empty caches but with the cookies of the profile, and the audits that cost points. */
async function rate(path, port) {
  const options = { port, logLevel: "error", onlyCategories: Object.keys(LEAST) };
  let { lhr } = await lighthouse(`${site}${path}`, options);
  // Once in a while, Lighthouse misses the beginning of the navigation (NO_NAVSTART).
  if (lhr.runtimeError) ({ lhr } = await lighthouse(`${site}${path}`, options));
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  const { pathname } = new URL(lhr.finalDisplayedUrl);
  if (pathname !== path) throw new Error(`${path} led to ${pathname}`);
  const categories = Object.values(lhr.categories);
  return {
    scores: Object.fromEntries(categories.map(({ id, score }) => [id, Math.round(score * 100)])),
    lost: categories
      .filter(({ id, score }) => score * 100 < LEAST[id])
      .flatMap(({ auditRefs }) => auditRefs)
      .filter(({ weight, id }) => weight > 0 && lhr.audits[id].score < 0.9)
      .map(({ id }) => `${lhr.audits[id].title} (${lhr.audits[id].displayValue ?? id})`),
  };
}

const isEnough = ({ scores }) => Object.entries(LEAST).every(([id, least]) => scores[id] >= least);

const profile = await mkdtemp(join(tmpdir(), "stylipp-lighthouse-"));
const port = await unusedPort();
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM,
  args: [`--remote-debugging-port=${port}`, "--no-proxy-server"],
});
let failed = 0;
try {
  for (const path of PAGES) {
    if (path === "/account") await logIn(context);
    let rated;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      rated = await rate(path, port);
      const scores = Object.entries(rated.scores).map(([id, score]) => `${id} ${score}`);
      console.log(`${path}: ${scores.join(", ")}`);
      if (isEnough(rated)) break;
    }
    if (isEnough(rated)) continue;
    failed += 1;
    for (const audit of rated.lost) console.log(`  ${audit}`);
  }
} finally {
  await context.close();
  await rm(profile, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
