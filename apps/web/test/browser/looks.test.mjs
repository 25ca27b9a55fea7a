// What every page looks like to eyes, magnifiers and programs that read it: axe, widths, motion, colors.
import assert from "node:assert/strict";
import { PRIVATE, PUBLIC, open, prepare } from "./pages.mjs";
import {
  administrator,
  api,
  asOperator,
  browserTest,
  failed,
  limitedApi,
  loggedIn,
  picture,
  register,
  scan,
  scanAllFour,
  widths,
} from "./tools.mjs";

const NOT_FOUND = failed("404 (Not Found)", "/nothing");
const button = (page, name) => page.getByRole("button", { name, exact: true });
const alert = (page, words = /./) => page.getByRole("alert").filter({ hasText: words }).waitFor();
const forgetErrors = (said) => said.splice(0).filter((line) => !line.startsWith("error: Failed to load resource"));

for (const [title, pages] of [
  ["without a login", () => PUBLIC],
  ["with one", async (context) => PRIVATE((await prepare(context)).id)],
]) {
  browserTest(`axe finds nothing on the pages ${title}: light and dark, wide and narrow`, async ({ context, said }) => {
    const page = await context.newPage();
    for (const [name, place] of Object.entries(await pages(context))) {
      await open(page, place);
      await scanAllFour(page, name);
      if (name === "nothing") assert.deepEqual(said.splice(0), [NOT_FOUND]);
    }
  });
}

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
    await page.getByRole("heading", { name: "Log in" }).waitFor();
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

browserTest("axe finds nothing in any state", async ({ anotherContext, said }) => {
  let turn = 0;
  for (const [state, reach] of Object.entries(STATES)) {
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

/** What is less than 44 pixels high to press. Links in sentences may be. */
const low = (page) =>
  page.locator("a, button, input:not([hidden]), select").evaluateAll((all) =>
    all
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().height < 44)
      .filter((one) => one.localName !== "a" || one.textContent === one.parentElement.textContent)
      .map((one) => `${one.outerHTML} ${one.getBoundingClientRect().height}`),
  );

browserTest(
  "in German at 320 pixels, all is high enough to press, and with text of twice the size nothing scrolls sideways",
  async ({ context, said }) => {
    const page = await context.newPage();
    const other = await prepare(context);
    const outside = { ...PUBLIC };
    for (const name of ["login", "register"]) delete outside[name]; // lead to the account
    for (const [name, place] of Object.entries({ ...outside, ...PRIVATE(other.id) })) {
      await open(page, place);
      assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
      await page.keyboard.press("Tab"); // shows the link to the content
      assert.deepEqual(await low(page), [], name);
      for (const size of ["100%", "200%"]) {
        await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
        const [content, width] = await widths(page);
        assert.ok(content <= width, `${name} at ${size} is ${content} wide`);
      }
    }
    forgetErrors(said);
  },
  { viewport: { width: 320, height: 900 }, locale: "de-DE" },
);

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

browserTest(
  "with forced colors every control and label has a border",
  async ({ context }) => {
    const page = await context.newPage();
    /** Names of the elements without an edge that differs from what is around them. */
    const bare = (locator) =>
      locator.evaluateAll((elements) =>
        elements
          .map((element) => element.closest(".control") ?? element)
          .filter((element) => {
            const style = getComputedStyle(element);
            const isDrawn = (kind) =>
              style[`${kind}Style`] !== "none" &&
              parseFloat(style[`${kind}Width`]) > 0 &&
              style[`${kind}Color`] !== style.backgroundColor;
            return !isDrawn("borderTop") && !isDrawn("outline");
          })
          .map((element) => element.outerHTML.slice(0, 120)),
      );
    const other = await prepare(context);
    for (const place of [PUBLIC.reset, PRIVATE(other.id).account, PRIVATE(other.id).users, PRIVATE(other.id).user]) {
      await open(page, place);
      const main = page.getByRole("main");
      for (const role of ["textbox", "searchbox", "combobox", "button"]) {
        assert.deepEqual(await bare(main.getByRole(role)), [], `${role} on ${page.url()}`);
      }
      assert.deepEqual(await bare(main.getByRole("listitem").filter({ hasText: "Network address" })), []);
      assert.deepEqual(await bare(main.getByRole("meter")), []);
      await picture(page, `forced-colors-${new URL(page.url()).pathname.split("/")[1]}`);
    }
    await button(page, "Disable").click();
    assert.deepEqual(await bare(page.getByRole("dialog")), []);
    await picture(page, "forced-colors-dialog", false);
  },
  { forcedColors: "active", colorScheme: "dark" },
);
