// Takes the pictures of README.md from the running web app: the login page, light, and an account, dark.
// scripts/test-browser sets the environment.
import { mkdir, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const LARGEST = 60_000; // bytes
const folder = fileURLToPath(new URL("../docs/images", import.meta.url));
const site = process.env.STYLIPP_URL;
const account = { email: "ada@example.com", password: "violet anvil kettle 7" };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-proxy-server", "--font-render-hinting=none", "--hide-scrollbars"],
});

async function open(colorScheme) {
  const context = await browser.newContext({
    viewport: { width: 800, height: 600 },
    colorScheme,
    locale: "en",
    timezoneId: "UTC",
    reducedMotion: "reduce",
  });
  return context.newPage();
}

async function take(page, name) {
  await page.evaluate("document.fonts.ready.then(() => document.activeElement?.blur())");
  const path = `${folder}/${name}.png`;
  await page.screenshot({ path, animations: "disabled" });
  const { size } = await stat(path);
  console.log(`docs/images/${name}.png: ${Math.round(size / 1000)} kB`);
  if (size > LARGEST) process.exitCode = 1;
}

try {
  await mkdir(folder, { recursive: true });
  const login = await open("light");
  await login.goto(`${site}/login`, { waitUntil: "networkidle" });
  await take(login, "login");

  await login.request.post(`${site}/v1/auth/register`, { data: account });
  const page = await open("dark");
  const { request } = page.context();
  const answer = await request.post(`${site}/v1/auth/login`, { data: account });
  if (!answer.ok()) throw new Error(await answer.text());
  // The picture changes only with the app: the only date in it is that of the account.
  await page.route("**/v1/users/me", async (route) => {
    const response = await route.fetch();
    const json = { ...(await response.json()), created_at: "2026-11-29T12:00:00Z" };
    await route.fulfill({ response, json });
  });
  await page.goto(`${site}/account`, { waitUntil: "networkidle" });
  await page.getByRole("heading", { level: 1 }).waitFor();
  await take(page, "account");
} finally {
  await browser.close();
}
