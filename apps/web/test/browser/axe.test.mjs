// What axe finds on every page.
import assert from "node:assert/strict";
import { PRIVATE, PUBLIC, open, prepare, prepareSecondStep } from "./pages.mjs";
import { browserTest, failed, scanAllFour } from "./tools.mjs";

const NOT_FOUND = failed("404 (Not Found)", "/nothing");

for (const [title, pages] of [
  ["without a login", () => PUBLIC],
  ["between password and session", prepareSecondStep],
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
