// The client on a page of another origin than the API, with real cookies and CORS.
import assert from "node:assert/strict";
import { api, browserTest, failed, hardReload, picture } from "./tools.mjs";
import { serveSite } from "./site.mjs";
import { LOGGED_OUT, SITE, assertAlive, logIn, says } from "./visit.mjs";
import "./passkeys.mjs"; // here, since the site can be served by one process only
import "./tabs.mjs";

/** A photo of the page, with noise in it, as many bytes as this. */
const makePhoto = (page, size) =>
  page.evaluateHandle(async (size) => {
    const side = Math.ceil(Math.sqrt(size / 3));
    const canvas = new OffscreenCanvas(side, side);
    const pixels = new ImageData(side, side);
    for (let i = 0; i < pixels.data.length; i += 1) pixels.data[i] = i % 4 === 3 ? 255 : Math.random() * 256;
    canvas.getContext("2d").putImageData(pixels, 0, 0);
    return canvas.convertToBlob({ type: "image/png" });
  }, size);

const FOREIGN_PORT = await serveSite();
const NO_TOKEN = failed("401 (Unauthorized)", "/v1/users/me");

/** The refresh cookie: its name depends on the settings, and in local mode on the checkout. */
const cookieOf = async (context) =>
  (await context.cookies(api)).find(({ name }) => /^(__Host-)?stylipp_(.*_)?rt$/.test(name));

browserTest("a login outlives a hard reload and ends with the logout", async (own) => {
  const { context } = own;
  const { page, loggedIn } = await logIn(own);
  await picture(page, "client-logged-in");
  const first = await cookieOf(context);
  await hardReload(page);
  await says(page, loggedIn);
  const second = await cookieOf(context);
  assert.notEqual(second.value, first.value); // the session was refreshed
  await page.getByRole("button", { name: "Log out" }).click();
  await says(page, LOGGED_OUT);
  assert.equal(await cookieOf(context), undefined);
  await hardReload(page);
  await says(page, LOGGED_OUT);
});

browserTest("a call without an access token obtains one automatically", async (own) => {
  const { page, email } = await logIn(own);
  const answer = await page.evaluate(async () => {
    const { createStylipp, baseUrl } = window.stylipp;
    const { data, response } = await createStylipp({ baseUrl }).GET("/v1/users/me");
    return { email: data.email, isTraceable: response.headers.has("X-Request-ID") };
  });
  assert.deepEqual(answer, { email, isTraceable: true });
  assert.deepEqual(own.said.splice(0), [NO_TOKEN]); // the first attempt
});

browserTest("no script can read the refresh cookie or a stored token", async (own) => {
  const { context } = own;
  const { page } = await logIn(own);
  const { httpOnly, sameSite, secure, path, domain } = await cookieOf(context);
  assert.deepEqual(
    { httpOnly, sameSite, secure, path, domain },
    { httpOnly: true, sameSite: "Strict", secure: false, path: "/", domain: "localhost" },
  );
  const docs = await context.newPage();
  await docs.goto(`${api}/docs`); // the cookie's own origin
  for (const tab of [page, docs]) {
    const readable = await tab.evaluate(async () => [
      document.cookie,
      await cookieStore.getAll(),
      localStorage.length + sessionStorage.length,
    ]);
    assert.deepEqual(readable, ["", [], 0]);
  }
});

browserTest("two tabs that refresh at once both stay logged in", async (own) => {
  const { page, loggedIn } = await logIn(own);
  const other = await own.context.newPage();
  await other.goto(SITE);
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([page, other].map(hardReload));
    await Promise.all([page, other].map((tab) => says(tab, loggedIn)));
  }
  await assertAlive(other, loggedIn);
});

browserTest("two tabs stay logged in without Web Locks, thanks to the grace period", async (own) => {
  await own.context.addInitScript(() => delete Navigator.prototype.locks);
  const { page, loggedIn } = await logIn(own);
  const other = await own.context.newPage();
  await other.goto(SITE);
  await says(other, loggedIn);
  for (let round = 0; round < 5; round += 1) {
    const start = Date.now() + 300;
    const refreshed = await Promise.all(
      [page, other].map((tab) =>
        tab.evaluate(async (start) => {
          await new Promise((resolve) => setTimeout(resolve, start - Date.now()));
          const { createStylipp, baseUrl } = window.stylipp;
          const clients = Array.from({ length: 3 }, () => createStylipp({ baseUrl }));
          return [navigator.locks, ...(await Promise.all(clients.map((client) => client.resume())))];
        }, start),
      ),
    );
    assert.deepEqual(refreshed.flat(), Array(2).fill([undefined, true, true, true]).flat());
  }
  await assertAlive(other, loggedIn);
}, { isWhole: true });

/** Attacks from a page of another origin that knows the password and the access token. */
function attempts({ email, password, token }) {
  const json = JSON.stringify({ email, password });
  const post = (path, options) => ({ path, method: "POST", credentials: "include", ...options });
  return [
    post("/v1/auth/login", { body: json, headers: { "Content-Type": "application/json" } }),
    post("/v1/auth/login", { body: json }), // as text/plain, which needs no preflight request
    post("/v1/auth/refresh"),
    post("/v1/auth/logout"),
    { path: "/v1/users/me", credentials: "include" },
    { path: "/v1/users/me", headers: { Authorization: `Bearer ${token}` } },
    // These do not read the response, so CORS does not block them.
    post("/v1/auth/login", { body: json, mode: "no-cors" }),
    post("/v1/auth/refresh", { mode: "no-cors" }),
    post("/v1/auth/logout", { mode: "no-cors" }),
  ];
}

function tryIt([url, options]) {
  return fetch(url, options).then(
    async (response) => `${response.type}, ${response.status}, "${await response.text()}"`,
    (error) => error.message,
  );
}

// The first is same-site with the API, so the cookie is sent; the second is another site.
for (const host of ["localhost", "127.0.0.1"]) {
  browserTest(`a page on another origin gets nothing: http://${host}`, async (own) => {
    const { context, said } = own;
    const victim = await logIn(own);
    const before = await context.cookies();
    const origin = `http://${host}:${FOREIGN_PORT}`;
    const foreign = await context.newPage();
    await foreign.goto(`${origin}/empty`);
    for (const { path, ...options } of attempts(victim)) {
      const outcome = await foreign.evaluate(tryIt, [api + path, options]);
      if (options.mode === "no-cors") {
        assert.equal(outcome, 'opaque, 0, ""');
        assert.deepEqual(said.splice(0), [failed("403 (Forbidden)", path)]);
      } else {
        assert.equal(outcome, "Failed to fetch");
        const [blocked, ...rest] = said.splice(0);
        assert.match(blocked, /^error: Access to fetch at .* has been blocked by CORS policy: /);
        assert.deepEqual(rest, [`error: Failed to load resource: net::ERR_FAILED [${path}]`]);
      }
    }
    for (const path of ["/v1/auth/refresh", "/v1/auth/logout"]) {
      await foreign.goto(`${origin}/empty`);
      const answer = foreign.waitForResponse(api + path);
      await foreign.evaluate((action) => {
        const form = Object.assign(document.createElement("form"), { method: "post", action });
        document.body.append(form);
        form.submit();
      }, api + path);
      assert.equal((await answer).status(), 403);
      await foreign.waitForURL(api + path);
      assert.deepEqual(said.splice(0), [failed("403 (Forbidden)", path)]);
    }
    assert.deepEqual(await context.cookies(), before);
    await assertAlive(victim.page, victim.loggedIn);
  });
}

browserTest("a sandboxed page, which is refused Web Locks, refreshes without them", async ({ context }) => {
  const page = await context.newPage();
  await page.goto(`${SITE}/sandboxed`);
  const seen = await page.evaluate(async (site) => {
    const { createStylipp } = await import(`${site}/client/index.js`);
    const sent = [];
    // The API refuses pages without an origin, so the requests are examined instead of sent.
    const fetch = async (request) => {
      sent.push(new URL(request.url).pathname);
      return Response.json({ access_token: "t", account_id: "1" });
    };
    const refused = await navigator.locks.request("x", () => "granted").catch((error) => error.name);
    const isRestored = await createStylipp({ baseUrl: site, fetch }).resume();
    return { origin, refused, isRestored, sent };
  }, SITE);
  const sent = ["/v1/auth/refresh"];
  assert.deepEqual(seen, { origin: "null", refused: "SecurityError", isRestored: true, sent });
});

browserTest("a file is uploaded with its own type", async ({ context }) => {
  const page = await context.newPage();
  await page.goto(SITE);
  await says(page, LOGGED_OUT);
  const received = await page.evaluate(async () => {
    // No operation takes a file yet, so the request is examined instead of sent.
    const fetch = async (request) =>
      Response.json([request.headers.get("Content-Type"), await request.text()]);
    const api = window.stylipp.createStylipp({ baseUrl: window.stylipp.baseUrl, fetch });
    const file = new File(["bytes"], "photo.jpg", { type: "image/jpeg" });
    return (await api.PUT("/v1/photo", { body: file })).data;
  });
  assert.deepEqual(received, ["image/jpeg", "bytes"]);
});

browserTest("a photo is sent across origins with its progress, also after its token was refused, and shown in an <img>", async (own) => {
  const { page } = await logIn(own);
  const photo = await makePhoto(page, 300_000);
  const path = "/v1/users/me/photos/*";
  const refusal = { detail: "", code: "token_expired", problems: null };
  const headers = { "Access-Control-Allow-Origin": SITE, "Access-Control-Allow-Credentials": "true" };
  await page.route(api + path, (route) => route.fulfill({ status: 401, json: refusal, headers }), { times: 1 });
  const sent = await page.evaluate(async (photo) => {
    const shares = [];
    const { data, response } = await window.stylipp.api.uploadPhoto(photo, { onProgress: (share) => shares.push(share) });
    const isTraceable = response.headers.has("X-Request-ID");
    return { status: response.status, isTraceable, shares, url: window.stylipp.api.url(data.thumbnail_url) };
  }, photo);
  assert.deepEqual([sent.status, sent.isTraceable], [201, true]);
  assert.deepEqual([sent.shares[0], sent.shares.at(-1)], [0, 1]);
  assert.equal(sent.shares.filter((share) => share === 0).length, 2); // it was sent twice
  own.said.length = 0; // the 401

  const plain = await own.context.newPage();
  await plain.goto(`${SITE}/empty`); // has no policy that would forbid it
  const width = await plain.evaluate(async (url) => {
    const image = Object.assign(new Image(), { src: url });
    await image.decode();
    return image.naturalWidth;
  }, sent.url);
  assert.ok(width > 300);
});

browserTest("an upload that is aborted, cut off or refused ends like every other call", async (own) => {
  const { page } = await logIn(own);
  const photo = await makePhoto(page, 300_000);
  const ends = await page.evaluate(async (photo) => {
    const { api, outcome } = window.stylipp;
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const aborted = await api.uploadPhoto(photo, { onProgress, signal: stop.signal }).catch(({ name }) => name);
    const before = await api.uploadPhoto(photo, { signal: stop.signal }).catch(({ name }) => name);
    const text = new Blob(["text"], { type: "image/png" });
    return [aborted, before, (await outcome(api.uploadPhoto(text))).problem];
  }, photo);
  const [aborted, before, { code, status, requestId }] = ends;
  assert.deepEqual([aborted, before, code, status], ["AbortError", "AbortError", "photo_format_unsupported", 415]);
  assert.match(requestId, /^[0-9a-f]{32}$/);
  await page.route(`${api}/v1/users/me/photos/*`, (route) => route.abort("connectionreset"));
  const cut = await page.evaluate(async (photo) => (await window.stylipp.outcome(window.stylipp.api.uploadPhoto(photo))).problem.code, photo);
  assert.equal(cut, "offline");
  await page.evaluate("0"); // the messages have arrived
  own.said.length = 0; // what was refused and cut off
});
