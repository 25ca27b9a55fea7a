// What mailed links are for: confirm an address, and come back in without a password.
import assert from "node:assert/strict";
import { api, browserTest, call, failed, loggedIn, mailTo, register } from "./tools.mjs";

/** The link of a mail, on the pages of this API. */
const opened = ({ link }) => api + new URL(link).pathname + new URL(link).hash;

const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const emailField = (page) => page.getByRole("textbox", { name: "E-mail" });
const passwordField = (page, name = "Password") => page.getByLabel(name, { exact: true });
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** The requests with POST to a path, from now on. */
function postsTo(page, path) {
  const posts = [];
  page.on("request", (request) => {
    const isOne = request.method() === "POST" && new URL(request.url()).pathname === path;
    if (isOne) posts.push(request);
  });
  return posts;
}

let count = 0;
const newAddress = () => `lin${(count += 1)}-${process.pid}@example.com`;

async function registerHere(page, email, password = "violet anvil kettle 7") {
  await page.goto(`${api}/register`);
  await emailField(page).fill(email);
  await passwordField(page).fill(password);
  await press(page, "Create the account");
  await heading(page, "Check your mail");
  await page.getByRole("navigation").getByRole("link", { name: email }).waitFor(); // logged in
}

browserTest("a person registers, opens the mailed link, and confirms the address by a click", async ({ context }) => {
  const page = await context.newPage();
  const email = newAddress();
  await registerHere(page, email);
  await page.getByText(`We have mailed a link to ${email}`).waitFor();
  const other = await context.newPage();
  await other.goto(opened(await mailTo(email)));
  await heading(other, "Confirm your address");
  await other.getByText("Confirm only if it was you").waitFor();
  // The first tab is told, and loads the account again.
  const [refetched] = await Promise.all([
    page.waitForResponse(`${api}/v1/users/me`),
    press(other, "Confirm my address"),
  ]);
  await heading(other, "Address confirmed");
  assert.equal((await refetched.json()).is_email_verified, true);
  await page.getByRole("link", { name: "Continue" }).click();
  await page.waitForURL(`${api}/account`);
});

browserTest("a link confirms by a click only, and its token is nowhere to be found", async ({ context, said }) => {
  const page = await context.newPage();
  const account = await register();
  const mail = await mailTo(account.email);
  const token = new URL(mail.link).hash.slice("#token=".length);
  const posts = postsTo(page, "/v1/auth/email/verify");
  const addresses = [];
  page.on("request", (request) => addresses.push(request.url().replace(/#.*/, ""))); // a fragment is not sent
  await page.goto(opened(mail), { waitUntil: "networkidle" });
  await heading(page, "Confirm your address");
  assert.deepEqual(posts, []);
  assert.equal(page.url(), `${api}/verify-email`);
  const found = await page.evaluate(async () => [
    document.documentElement.outerHTML,
    JSON.stringify([history.state, localStorage, sessionStorage, document.cookie, await indexedDB.databases()]),
  ]);
  assert.ok(!found.some((text) => text.includes(token.slice(0, 12))), "the token can be found");

  await press(page, "Confirm my address");
  await heading(page, "Address confirmed");
  assert.equal(posts.length, 1);
  assert.ok(!addresses.some((url) => url.includes(token)), "the token was sent in an address");
  assert.equal((await call((await loggedIn(context, account)).token, "GET", "/v1/users/me")).is_email_verified, true);

  // Back and forth, and a reload, do nothing.
  await page.getByRole("link", { name: "Go to your account" }).click();
  await page.waitForURL(/\/(login|account)/);
  await page.goBack();
  await page.getByText("open the link in the mail that we sent you").waitFor();
  await page.reload();
  await page.getByText("open the link in the mail that we sent you").waitFor();
  assert.equal(posts.length, 1);

  // The link is used, so it says so when it is opened again, here by a paste into the address.
  await page.evaluate((hash) => void (location.hash = hash), `token=${token}`);
  await press(page, "Confirm my address");
  await heading(page, "This link no longer works");
  await page.getByText(`Your address ${account.email} is already confirmed.`).waitFor();
  assert.deepEqual(said.splice(0), [failed("400 (Bad Request)", "/v1/auth/email/verify")]);
});

browserTest("an old link leads to a new one, which only the person who logs in gets", async ({ context, said }) => {
  const page = await context.newPage();
  const { email, password } = await register();
  const first = await mailTo(email);
  await page.goto(`${api}/verify-email#token=${"x".repeat(43)}`);
  await press(page, "Confirm my address");
  await heading(page, "This link no longer works");
  assert.deepEqual(said.splice(0), [failed("400 (Bad Request)", "/v1/auth/email/verify")]);
  await page.getByRole("link", { name: "Log in to get a new link" }).click();
  await emailField(page).fill(email);
  await passwordField(page).fill(password);
  await press(page, "Log in");
  await press(page, "Send a new link");
  await page.getByText("It has been sent once more.").waitFor();
  await page.goto(opened(await mailTo(email, "/verify-email", [first])));
  await press(page, "Confirm my address");
  await heading(page, "Address confirmed");
});

browserTest("another mail can be asked for after 30 seconds, and the button says how long that is", async ({ context }) => {
  const page = await context.newPage();
  await page.clock.install();
  const email = newAddress();
  await registerHere(page, email);
  const posts = postsTo(page, "/v1/auth/email/verify/resend");
  const first = await mailTo(email);
  await press(page, "Send it again");
  await page.getByText(/You can try again in \d+ seconds\./).waitFor();
  assert.equal(posts.length, 0);
  await page.clock.fastForward(30_000);
  await page.getByText("You can try again now.").waitFor();
  await press(page, "Send it again");
  await page.getByText("It has been sent once more.").waitFor();
  await mailTo(email, "/verify-email", [first]);
  assert.equal(posts.length, 1);
});

browserTest("an address that is taken leads to the login and to a new password", async ({ context, said }) => {
  const page = await context.newPage();
  const { email } = await register();
  await page.goto(`${api}/register`);
  await emailField(page).fill(email);
  await passwordField(page).fill("another one of mine");
  await press(page, "Create the account");
  await page.getByText("There is already an account with this address.").waitFor();
  assert.deepEqual(said.splice(0), [failed("409 (Conflict)", "/v1/auth/register")]);
  assert.ok(await emailField(page).evaluate((field) => field === document.activeElement));
  assert.equal(await passwordField(page).inputValue(), "another one of mine");
  const { describedBy } = await emailField(page).evaluate((field) => ({
    describedBy: field.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id).textContent).join(),
  }));
  assert.match(describedBy, /already an account/);
  await page.getByRole("link", { name: "Forgot password?" }).click();
  await heading(page, "Forgot password?");
  assert.equal(await emailField(page).inputValue(), email); // it came along
});

browserTest("a password that the API refuses is explained below the field", async ({ context, said }) => {
  const page = await context.newPage();
  await page.goto(`${api}/register`);
  const email = newAddress();
  await emailField(page).fill(email);
  for (const [password, words, status] of [
    ["1234567", "at least 8 characters"],
    ["x".repeat(129), "at most 128 characters"],
    ["password1", "on lists that attackers try first", 422],
    [email, "contains your address", 422],
  ]) {
    await passwordField(page).fill(password);
    await press(page, "Create the account");
    await page.getByText(words).waitFor();
    const field = passwordField(page);
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    assert.ok(await field.evaluate((input) => input === document.activeElement));
    const expected = status ? [failed("422 (Unprocessable Entity)", "/v1/auth/register")] : [];
    assert.deepEqual(said.splice(0), expected);
  }
});

browserTest("a forgotten password: mail, new password, log in; what was open before is closed", async ({ context, anotherContext, said }) => {
  const account = await loggedIn(context);
  const page = await context.newPage(); // logged in, too
  const elsewhere = await anotherContext();
  await loggedIn(elsewhere, account);

  await page.goto(`${api}/forgot-password`);
  await emailField(page).fill(account.email);
  await press(page, "Send me a link");
  await heading(page, "Check your mail");
  await page.getByText(`If ${account.email} belongs to an account`).waitFor();
  const link = opened(await mailTo(account.email, "/reset-password"));
  await page.goto(link);
  await heading(page, "Set a new password");
  assert.equal(page.url(), `${api}/reset-password`);
  await passwordField(page, "New password").fill("a quite different one");
  await press(page, "Set the password");
  await page.getByText("The new password is set. All devices are logged out.").waitFor();
  assert.equal(page.url(), `${api}/login`);
  assert.deepEqual(said.splice(0), [failed("401 (Unauthorized)", "/v1/auth/refresh")]); // it was open here

  await emailField(page).fill(account.email);
  await passwordField(page).fill("a quite different one");
  await press(page, "Log in");
  await page.getByRole("link", { name: account.email }).waitFor();

  const other = await elsewhere.newPage();
  await other.goto(`${api}/account`);
  await heading(other, "Log in");
  assert.deepEqual(said.splice(0), [failed("401 (Unauthorized)", "/v1/auth/refresh")]);

  await other.goto(link);
  await passwordField(other, "New password").fill("one more of them");
  await press(other, "Set the password");
  await heading(other, "This link no longer works");
  await other.getByRole("link", { name: "Ask for a new link" }).waitFor();
  assert.deepEqual(said.splice(0), [failed("400 (Bad Request)", "/v1/auth/password/reset")]);
});

browserTest("the answer to a forgotten password is the same without an account", async ({ context }) => {
  const page = await context.newPage();
  const email = newAddress();
  await page.goto(`${api}/forgot-password`);
  await emailField(page).fill(email);
  await press(page, "Send me a link");
  await page.getByText(`If ${email} belongs to an account`).waitFor();
});

browserTest("a changed address is confirmed by a click, and the page says which it is now", async ({ context, said }) => {
  const account = await loggedIn(context);
  const page = await context.newPage();
  const rival = await register();
  const change = { current_password: account.password };
  const [taken, free] = [newAddress(), newAddress()];
  await call(account.token, "POST", "/v1/users/me/email", { ...change, new_email: taken });
  const link = opened(await mailTo(taken));
  // Meanwhile, somebody else gets the address.
  await call(undefined, "POST", "/v1/auth/register", { email: taken, password: rival.password });
  await page.goto(link);
  await page.getByText("Confirm only if it was you").waitFor();
  await page.getByRole("link", { name: account.email }).waitFor(); // which moves the button when it comes
  await press(page, "Use this address");
  await page.getByRole("alert").getByText("Another account uses this address now").waitFor();
  assert.deepEqual(said.splice(0), [failed("409 (Conflict)", "/v1/auth/email/change/confirm")]);

  await call(account.token, "POST", "/v1/users/me/email", { ...change, new_email: free });
  await page.goto("about:blank");
  await page.goto(opened(await mailTo(free)));
  await page.getByRole("link", { name: account.email }).waitFor();
  await press(page, "Use this address");
  await heading(page, "Address changed");
  await page.getByText(`From now on, log in with ${free}.`).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: free }).waitFor();
});

browserTest("a link of another account says so to the person who is logged in", async ({ context }) => {
  const page = await context.newPage();
  const here = await loggedIn(context);
  const other = await register();
  const words = `This was the link of another account. You are still logged in as ${here.email}.`;
  await page.goto(opened(await mailTo(other.email, "/verify-email")));
  await page.getByRole("link", { name: here.email }).waitFor();
  await press(page, "Confirm my address");
  await page.getByText(words).waitFor();

  await call(undefined, "POST", "/v1/auth/password/forgot", { email: other.email });
  await page.goto(opened(await mailTo(other.email, "/reset-password")));
  await page.getByRole("link", { name: here.email }).waitFor();
  await passwordField(page, "New password").fill("a quite different one");
  await press(page, "Set the password");
  await heading(page, "Password set");
  await page.getByText(words).waitFor();

  // That of one's own account does not.
  await page.goto(opened(await mailTo(here.email, "/verify-email")));
  await page.getByRole("link", { name: here.email }).waitFor();
  const again = page.waitForResponse(`${api}/v1/users/me`);
  await press(page, "Confirm my address");
  await again;
  await page.getByText("Thank you. Everything is ready.").waitFor();
});

browserTest("a link that was used elsewhere meanwhile says that the address is confirmed", async ({ context, said }) => {
  const page = await context.newPage();
  const { email } = await loggedIn(context);
  const mail = await mailTo(email, "/verify-email");
  await page.goto(opened(mail));
  await page.getByRole("link", { name: email }).waitFor();
  const token = new URL(mail.link).hash.slice("#token=".length);
  await call(undefined, "POST", "/v1/auth/email/verify", { token });
  await press(page, "Confirm my address");
  await page.getByText(`Your address ${email} is already confirmed.`).waitFor();
  assert.deepEqual(said.splice(0), [failed("400 (Bad Request)", "/v1/auth/email/verify")]);
});

browserTest("a link that was copied with a full stop is incomplete", async ({ context }) => {
  const page = await context.newPage();
  await page.goto(`${api}/verify-email#token=${"x".repeat(43)}.`);
  await page.getByText("The link is incomplete.").waitFor();
  assert.equal(page.url(), `${api}/verify-email`);
});

for (const [path, words] of [
  ["/verify-email", "To confirm your address, open the link"],
  ["/reset-password", "To set a new password, open the link"],
  ["/confirm-email-change", "To confirm your new address, open the link"],
]) {
  browserTest(`${path} without a link says what to do`, async ({ context }) => {
    const page = await context.newPage();
    await page.goto(api + path);
    await page.getByText(words).waitFor();
    assert.equal(await page.getByRole("main").getByRole("link").count(), 1);
  });
}
