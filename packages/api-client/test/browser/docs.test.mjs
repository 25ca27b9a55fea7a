// The documentation page in a browser.
import assert from "node:assert/strict";
import { createServer, request } from "node:http";
import { after } from "node:test";
import { api, browserTest, picture, register } from "./tools.mjs";

/** The API below `/api` of another origin, behind a proxy that strips the prefix. */
const proxy = createServer((incoming, outgoing) => {
  if (!incoming.url.startsWith("/api/")) return outgoing.writeHead(404).end();
  const { method, headers } = incoming;
  const forwarded = request(api + incoming.url.slice("/api".length), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  incoming.pipe(forwarded);
});
await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
after(() => proxy.close());
const PLACES = { "at the root": api, "below a prefix": `http://localhost:${proxy.address().port}/api` };

async function openDocs(context, base = api) {
  const page = await context.newPage();
  const response = await page.goto(`${base}/docs`);
  const policy = response.headers()["content-security-policy"];
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  await page.locator(".opblock").first().waitFor();
  return page;
}

browserTest("there is no network, and attempts to use it are recorded", async ({ context, outside }) => {
  for (const url of ["https://example.com/", "http://192.0.2.1/"]) {
    const page = await context.newPage();
    await assert.rejects(page.goto(url), /ERR_NAME_NOT_RESOLVED/);
    assert.deepEqual(outside.splice(0), [url]);
    await page.close();
  }
});

browserTest("the page shows every operation, and the first one of each group opens", async ({ context }) => {
  const page = await openDocs(context);
  const shown = await page.locator(".opblock").evaluateAll((blocks) =>
    blocks.map((block) => {
      const method = block.querySelector(".opblock-summary-method").textContent;
      return `${method} ${block.querySelector(".opblock-summary-path").dataset.path}`;
    }),
  );
  const { paths } = await (await fetch(`${api}/openapi.json`)).json();
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.ok(documented.length > 20);
  assert.deepEqual(shown.toSorted(), documented.toSorted());
  await picture(page, "docs");
  // All of them would take Swagger UI half a minute.
  for (const group of await page.locator(".opblock-tag-section").all()) {
    const block = group.locator(".opblock").first();
    await block.locator(".opblock-summary-control").click();
    await block.locator(".opblock-body .responses-table").waitFor();
  }
  await picture(page, "docs-with-one-of-each-group-open");
});

/** Execute `GET /v1/users/me` on the page, and return the address in the response. */
async function tryReadMe(page, base) {
  const me = page.locator(".opblock-get", { has: page.locator("[data-path='/v1/users/me']") });
  await me.locator(".opblock-summary-control").click();
  const answer = page.waitForResponse(`${base}/v1/users/me`);
  await me.getByRole("button", { name: "Execute" }).click();
  assert.equal((await answer).status(), 200);
  const shown = me.locator(".live-responses-table .response", { hasText: "200" });
  await picture(me, "docs-try-it-out");
  return JSON.parse(await shown.locator(".highlight-code code").first().textContent()).email;
}

for (const [place, base] of Object.entries(PLACES)) {
  browserTest(`${place}: Authorize logs in and Try it out shows the account`, async ({ context }) => {
    const { email, password } = await register();
    const page = await openDocs(context, base);
    await page.locator(".auth-wrapper .authorize").click();
    const login = page.locator(".auth-container", { hasText: "Token URL" });
    await picture(page, "docs-authorize", false);
    await login.getByLabel("username:").fill(email);
    await login.getByLabel("password:").fill(password);
    const answer = page.waitForResponse(`${base}/v1/auth/token`);
    await login.getByRole("button", { name: "Apply given OAuth2 credentials" }).click();
    assert.equal((await answer).status(), 200);
    await login.getByRole("button", { name: "Remove authorization" }).waitFor();
    await picture(page, "docs-authorized", false);
    await page.locator(".close-modal").click();
    // Neither password nor token is stored: both would outlive the tab.
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
    assert.equal(await tryReadMe(page, base), email);
  });

  browserTest(`${place}: Authorize takes an access token`, async ({ context }) => {
    const { email, password } = await register();
    const login = await fetch(`${api}/v1/auth/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    const page = await openDocs(context, base);
    await page.locator(".auth-wrapper .authorize").click();
    const token = page.locator(".auth-container", { hasText: "access_token" });
    await token.locator("input").fill((await login.json()).access_token);
    await token.getByRole("button", { name: "Apply credentials" }).click();
    await token.getByRole("button", { name: "Remove authorization" }).waitFor();
    await page.locator(".close-modal").click();
    assert.equal(await tryReadMe(page, base), email);
  });
}
