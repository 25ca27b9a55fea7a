// What every page looks like at other sizes, and with other colors.
import assert from "node:assert/strict";
import { PRIVATE, PUBLIC, open, prepare, prepareSecondStep } from "./pages.mjs";
import { browserTest, forgetErrors, picture, widths } from "./tools.mjs";

const SMALL_GERMAN = { viewport: { width: 320, height: 900 }, locale: "de-DE" };

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
  async ({ context, anotherContext, said }) => {
    const other = await prepare(context);
    const visitor = await anotherContext(SMALL_GERMAN);
    const outside = { ...PUBLIC };
    for (const name of ["login", "register"]) delete outside[name]; // lead to the account
    for (const [owner, pages] of [
      [visitor, { login: PUBLIC.login, register: PUBLIC.register }],
      [visitor, await prepareSecondStep(visitor)],
      [context, { ...outside, ...PRIVATE(other.id) }],
    ]) {
      const page = await owner.newPage();
      for (const [name, place] of Object.entries(pages)) {
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
    }
    forgetErrors(said);
  },
  SMALL_GERMAN,
);

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
    await page.getByRole("button", { name: "Disable", exact: true }).click();
    assert.deepEqual(await bare(page.getByRole("dialog")), []);
    await picture(page, "forced-colors-dialog", false);
  },
  { forcedColors: "active", colorScheme: "dark" },
);
