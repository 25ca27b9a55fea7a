// Logins by a mailed code or link, and the page for those who have not asked for a mail.
import assert from "node:assert/strict";
import { verifiedAccount } from "./factors.mjs";
import { api, browserTest, failed, loggedIn, mailTo, register } from "./tools.mjs";

const COMPLETE = "/v1/auth/email/login/complete";
const button = (page, name) => page.getByRole("button", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const code = (page) => page.getByLabel("Code", { exact: true });
const opened = ({ link }) => api + new URL(link).pathname + new URL(link).hash;

/** Ask for a mail, and return it. */
async function asked(page, email) {
  await page.goto(`${api}/login/mail?next=/account/data`);
  await page.getByLabel("E-mail").fill(email);
  await button(page, "Send me a code").click();
  await heading(page, "Check your mail");
  return mailTo(email, "/login/mail");
}

function completions(page) {
  const posts = [];
  page.on("request", (request) => request.url().endsWith(COMPLETE) && posts.push(request));
  return posts;
}

browserTest("a mailed code logs in, pasted with the subject of its mail, after a wrong one", async ({ context, said }) => {
  const { email } = await register();
  const page = await context.newPage();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { text, subject } = await asked(page, email);
  assert.equal(await code(page).getAttribute("autocomplete"), "one-time-code");
  const [shown] = /\b\d{4} \d{4}\b/.exec(text);
  await code(page).fill(shown === "0000 0000" ? "11111111" : "00000000");
  await button(page, "Log in").click();
  await page.getByText("This code is wrong or too old").waitFor();
  assert.deepEqual(said.splice(0), [failed("400 (Bad Request)", COMPLETE)]);
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), subject);
  await code(page).fill("");
  await page.keyboard.press("ControlOrMeta+V");
  await page.keyboard.press("Enter");
  await heading(page, "Download your data");
});

browserTest("a mailed link logs in by one click in the browser that asked", async ({ context, said }) => {
  const { email } = await register();
  const page = await context.newPage();
  const mail = await asked(page, email);
  const posts = completions(page);
  await page.goto("about:blank");
  await page.goto(opened(mail), { waitUntil: "networkidle" });
  assert.equal(page.url(), `${api}/login/mail`);
  assert.equal(posts.length, 0);
  await button(page, "Log in").click();
  await heading(page, "Your account");
  assert.equal(posts.length, 1);
  await page.goto("about:blank");
  await page.goto(opened(mail));
  await button(page, "Log in").click();
  await heading(page, "This link no longer works");
  await page.getByRole("link", { name: "Go to your account" }).click();
  await heading(page, "Your account");
  assert.deepEqual(said.splice(0), [failed("400 (Bad Request)", COMPLETE)]);
});

browserTest("a mailed link for another account takes the place of the login", async ({ context }) => {
  await loggedIn(context);
  const { email } = await register();
  const start = await context.request.post(`${api}/v1/auth/email/login`, { data: { email } });
  assert.ok(start.ok(), await start.text());
  const page = await context.newPage();
  await page.goto(opened(await mailTo(email, "/login/mail")));
  await page.getByRole("banner").getByRole("link", { name: "@" }).waitFor(); // the other account
  await button(page, "Log in").click();
  await heading(page, "Your account");
  await page.getByRole("banner").getByRole("link", { name: email }).waitFor();
});

browserTest("the place for the code has the focus, is there after a reload, and is given up for another address", async ({ context }) => {
  const { email } = await register();
  const page = await context.newPage();
  await asked(page, email);
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("name"));
  assert.equal(await focused(), "code");
  await page.getByText("look into the folder .data/mail").waitFor();
  await page.reload();
  await page.getByText(`If ${email} can be logged in with`).waitFor();
  await code(page).waitFor();
  await page.getByRole("link", { name: "Back to the login" }).click();
  await heading(page, "Log in");
  assert.equal(await page.getByLabel("E-mail").inputValue(), email);
  await page.getByRole("link", { name: "Log in by e-mail" }).click();
  await heading(page, "Log in by e-mail");
  assert.equal(await page.getByLabel("E-mail").inputValue(), email);
  await page.goBack();
  await page.goBack();
  await code(page).waitFor();
});

browserTest("the first login by e-mail tells once how else the account is opened", async ({ context }) => {
  const { email } = await verifiedAccount();
  const page = await context.newPage();
  const notice = page.getByText("This account can also be opened with: a password.");
  const before = [];
  for (const count of [1, 0]) {
    await page.goto(`${api}/login/mail`);
    await page.getByLabel("E-mail").fill(email);
    await button(page, "Send me a code").click();
    const mail = await mailTo(email, "/login/mail", before);
    before.push(mail);
    await code(page).fill(mail.subject);
    await page.keyboard.press("Enter");
    await heading(page, "Your account");
    await page.getByRole("region", { name: "Activity" }).getByText("Logged in").first().waitFor();
    if (count === 1) await notice.waitFor();
    await page.waitForLoadState("networkidle");
    assert.equal(await notice.count(), count);
    await button(page, "Log out").click();
    await heading(page, "Log in");
  }
});

browserTest("the login by e-mail is offered where it cannot be learned which logins there are", async ({ context, said }) => {
  const page = await context.newPage();
  await page.route("**/v1/auth/oidc", (route) => route.fulfill({ status: 502 }));
  await page.goto(`${api}/login`);
  await page.getByRole("link", { name: "Log in by e-mail" }).click();
  await heading(page, "Log in by e-mail");
  assert.match(said.splice(0).join(), /502/);
});

browserTest("a mailed link needs two clicks in another browser", async ({ context, anotherContext, said }) => {
  const { email } = await register();
  const mail = await asked(await context.newPage(), email);
  const page = await (await anotherContext()).newPage();
  await page.goto(opened(mail));
  await button(page, "Log in").click();
  await page.getByText("You asked for this in another browser. Go on only if it was you.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
  assert.deepEqual(said.splice(0), [failed("409 (Conflict)", COMPLETE)]);
  await button(page, "Go on").click();
  await heading(page, "Your account");
});

browserTest("the owner of an address says that an account is not theirs", async ({ context }) => {
  const account = await register();
  const page = await context.newPage();
  await page.goto(opened(await mailTo(account.email, "/verify-email")));
  await page.getByRole("link", { name: "This was not me" }).click();
  await page.getByText("is deleted with everything in it").waitFor();
  assert.equal(page.url(), `${api}/deny`);
  await button(page, "It was not me").click();
  await heading(page, "Thank you");
  const { email, password } = account;
  const answer = await context.request.post(`${api}/v1/auth/login`, { data: { email, password } });
  assert.equal(answer.status(), 401);
});
