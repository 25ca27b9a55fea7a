// What the states of pages look like to programs that read them, and what moves in them.
import assert from "node:assert/strict";
import { virtualAuthenticator } from "../../../../packages/api-client/test/browser/authenticator.mjs";
import {
  addPasskey,
  age,
  beginLogin,
  loggedInByDevice,
  twoStepAccount,
  verifiedAccount,
} from "./factors.mjs";
import { PRIVATE, PUBLIC, SECOND_STEP, open, prepare } from "./pages.mjs";
import {
  administrator,
  api,
  asOperator,
  browserTest,
  call,
  forgetErrors,
  limitedApi,
  loggedIn,
  register,
  scan,
} from "./tools.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
const alert = (page, words = /./) => page.getByRole("alert").filter({ hasText: words }).waitFor();

/** Each state once, in one of the four looks by turns. */
const STATES = {
  "entries are missing": async (page) => {
    await page.goto(`${api}/login`);
    await button(page, "Log in").click();
    await page.getByText("Enter your password.").waitFor();
  },
  "the password is wrong": async (page) => {
    await page.goto(`${api}/login`);
    await page.getByLabel("E-mail").fill((await register()).email);
    await page.getByLabel("Password", { exact: true }).fill("wrong");
    await button(page, "Show password").click();
    await button(page, "Log in").click();
    await alert(page);
  },
  "a limit counts down": async (page) => {
    await page.goto(`${limitedApi}/login`);
    await page.getByLabel("E-mail").fill("limited@example.com");
    await page.getByLabel("Password", { exact: true }).fill("wrong");
    for (const words of ["wrong", "wrong", "Too many"]) {
      await button(page, "Log in").click();
      await alert(page, words);
    }
  },
  "the API is away": async (page) => {
    await page.route("**/v1/auth/refresh*", (route) => route.abort());
    await page.goto(`${api}/account`);
    await page.getByRole("heading", { name: "No connection" }).waitFor();
  },
  "an answer takes its time": async (page) => {
    await page.goto(`${api}/login`);
    await page.route("**/v1/auth/login", () => undefined);
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Password", { exact: true }).fill("secret");
    await button(page, "Log in").click();
    await page.getByRole("status").filter({ hasText: "One moment" }).waitFor();
  },
  "the address is taken": async (page) => {
    await page.goto(`${api}/register`);
    await page.getByLabel("E-mail").fill((await register()).email);
    await page.getByLabel("Password", { exact: true }).fill("violet anvil kettle 7");
    await button(page, "Create the account").click();
    await page.getByText("There is already an account").waitFor();
  },
  "the password is common": async (page) => {
    await page.goto(`${api}/register`);
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Password", { exact: true }).fill("password123");
    await button(page, "Create the account").click();
    await page.getByText("on lists that attackers try first").waitFor();
  },
  "a mail is on its way": async (page) => {
    await page.goto(`${api}/register`);
    await page.getByLabel("E-mail").fill(`looks-${process.pid}@example.com`);
    await page.getByLabel("Password", { exact: true }).fill("violet anvil kettle 7");
    await button(page, "Create the account").click();
    await page.getByRole("heading", { name: "Check your mail" }).waitFor();
    await button(page, /Send it again/).waitFor();
  },
  "a code is on its way": async (page) => {
    await page.goto(`${api}/login/mail`);
    await page.getByLabel("E-mail").fill(`looks-code-${process.pid}@example.com`);
    await button(page, "Send me a code").click();
    await page.getByLabel("Code", { exact: true }).waitFor();
  },
  "a provider is away": async (page) => {
    await page.goto(`${limitedApi}/login`);
    await button(page, "Continue with Away").click();
    await alert(page, "The other service cannot be reached now.");
  },
  "a link is used": async (page) => {
    await open(page, PUBLIC.verify);
    await button(page, "Confirm my address").click();
    await page.getByRole("heading", { name: "This link no longer works" }).waitFor();
  },
  "a change of the address waits": async (page, context) => {
    const { password } = await loggedIn(context);
    await page.goto(`${api}/account`);
    const part = page.getByRole("region", { name: "E-mail" });
    await part.getByLabel("New e-mail").fill(`looks-new-${process.pid}@example.com`);
    await part.getByLabel("Current password").fill(password);
    await button(part, "Change e-mail").click();
    await button(part, "Cancel the change").waitFor();
    await page.waitForLoadState("networkidle");
  },
  "a section cannot be loaded": async (page, context) => {
    await loggedIn(context);
    await page.route("**/v1/auth/sessions?*", (route) => route.abort());
    await page.goto(`${api}/account`);
    await button(page, "Try again").waitFor();
    await page.waitForLoadState("networkidle");
  },
  "the session has ended": async (page, context) => {
    const { id } = await loggedIn(context);
    await page.goto(`${api}/account`);
    await page.getByText("That is all.").waitFor();
    await asOperator("DELETE", `/v1/users/${id}/sessions`);
    await button(page.getByRole("region", { name: "Where you are logged in" }), "Log out here").click();
    await page.getByRole("heading", { name: "Log in", exact: true }).waitFor();
  },
  "a question before a change": async (page, context) => {
    const other = await prepare(context);
    await open(page, PRIVATE(other.id).user);
    await button(page, "Disable").click();
    await page.getByRole("dialog").waitFor();
  },
  "no account matches": async (page, context) => {
    await prepare(context);
    await page.goto(`${api}/admin?q=nobody-is-called-like-this`);
    await page.getByText("No account matches").waitFor();
  },
  "only for administrators": async (page, context) => {
    await loggedIn(context);
    await page.goto(`${api}/admin`);
    await page.getByRole("heading", { name: "Only administrators" }).waitFor();
  },
  "the account of the administrator": async (page, context) => {
    const account = await administrator();
    await loggedIn(context, account);
    await page.goto(`${api}/admin/users/${account.id}`);
    await page.getByText("This is your own account.").waitFor();
    await page.waitForLoadState("networkidle");
  },
};

/** The same of passkeys and two-step login. */
const STATES_OF_FACTORS = {
  "few recovery codes are left": async (page, context) => {
    const account = await twoStepAccount();
    await loggedInByDevice(context, account);
    for (const recovery_code of account.codes.slice(1)) await call(account.token, "POST", "/v1/auth/reauthenticate", { recovery_code });
    await page.goto(`${api}/account/security`);
    await page.getByText("1 code is left.").waitFor();
  },
  "a passkey is renamed": async (page, context) => {
    const account = await verifiedAccount();
    const { token } = await loggedIn(context, account);
    const authenticator = await virtualAuthenticator(page);
    await page.goto(`${api}/account`);
    await addPasskey(page, { token });
    await page.goto(`${api}/account/security`);
    await page.getByRole("button", { name: /^Rename/ }).click();
    await authenticator.remove();
  },
  "a passkey is removed": async (page, context) => {
    const account = await verifiedAccount();
    const { token } = await loggedIn(context, account);
    const authenticator = await virtualAuthenticator(page);
    await page.goto(`${api}/account`);
    await addPasskey(page, { token });
    await page.goto(`${api}/account/security`);
    await page.getByRole("button", { name: /^Remove/ }).click();
    await page.getByRole("dialog").waitFor();
    await authenticator.remove();
  },
  "a code is wrong": async (page, context) => {
    await beginLogin(context, await twoStepAccount());
    await open(page, SECOND_STEP["second-step"]);
    await page.getByLabel("Code", { exact: true }).fill("000000");
    await button(page, "Continue").click();
    await page.getByText("This code is wrong").waitFor();
  },
  "the second step by a recovery code": async (page, context) => {
    await beginLogin(context, await twoStepAccount());
    await open(page, SECOND_STEP["second-step"]);
    await button(page, "Use a recovery code").click();
    await page.getByRole("checkbox").check();
  },
  "the second step is too late": async (page, context) => {
    await beginLogin(context, await twoStepAccount());
    await open(page, SECOND_STEP["second-step"]);
    await page.getByLabel("Code", { exact: true }).fill("123456");
    await context.clearCookies();
    await button(page, "Continue").click();
    await page.getByText("The time for the second step is over").waitFor();
  },
  "no passkey was used": async (page) => {
    await virtualAuthenticator(page, { isUserVerified: false });
    await page.goto(`${api}/login`);
    await button(page, "Log in with a passkey").click();
    await alert(page, "No passkey was used");
  },
  "proof is asked for": async (page, context) => {
    await age(await loggedIn(context));
    await page.goto(`${api}/account/data`);
    await button(page, "Download").click();
    await page.getByRole("dialog").getByLabel("Password", { exact: true }).waitFor();
  },
};

for (const [title, states] of [["in any state", STATES], ["in any state of passkeys and two-step login", STATES_OF_FACTORS]]) {
  browserTest(`axe finds nothing ${title}`, async ({ anotherContext, said }) => {
    let turn = 0;
    for (const [state, reach] of Object.entries(states)) {
      const [colorScheme, width] = [["light", 320], ["dark", 1280], ["dark", 320], ["light", 1280]][(turn += 1) % 4];
      const context = await anotherContext({ colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      await reach(page, context);
      await scan(page, `state-${state.replaceAll(" ", "-")}`).catch((error) => {
        throw new Error(`${state}: ${error.message}`);
      });
      assert.deepEqual(forgetErrors(said), []);
      await context.close();
    }
  });
}

/** What moves on a page where an answer takes its time, and on one that is not loaded yet. */
async function moving(page) {
  const found = [];
  const animations = () => page.evaluate(() => document.getAnimations().filter((a) => a.playState === "running").length);
  await STATES["an answer takes its time"](page);
  found.push(await animations());
  await page.route("**/v1/auth/refresh*", () => undefined);
  await page.goto(`${api}/account`);
  await page.getByRole("status").filter({ hasText: "Loading" }).waitFor();
  found.push(await animations());
  return found;
}

browserTest("nothing moves for people who prefer less motion", async ({ context, anotherContext }) => {
  assert.deepEqual(await moving(await context.newPage()), [1, 1]); // so that the next line says something
  const calm = await anotherContext({ reducedMotion: "reduce" });
  assert.deepEqual(await moving(await calm.newPage()), [0, 0]);
});
