// The request schemas, those of the API and those of the document in `generator`, and the enums.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { z } from "zod";
import * as client from "../dist/index.js";

const read = async (path) => JSON.parse(await readFile(new URL(path, import.meta.url), "utf8"));
const schemas = await read("../schemas.json");
const planted = await read("generator/schemas.json");

/** The request that the examples of its fields make, or of the contracts that they consist of. */
function exampleOf({ properties, required = [], $defs }) {
  const shown = Object.entries(properties).flatMap(([name, field]) => {
    if (field.examples !== undefined) return [[name, field.examples[0]]];
    if (!required.includes(name)) return [];
    const { const: only, enum: values = [only], ...part } = $defs?.[field.$ref?.slice("#/$defs/".length)] ?? field;
    return [[name, part.properties ? exampleOf({ ...part, $defs }) : values[0]]];
  });
  return Object.fromEntries(shown);
}

for (const [name, schema] of Object.entries({ ...schemas, ...planted })) {
  test(`zod reads ${name}, accepts its example and names each field that is missing`, () => {
    const form = z.fromJSONSchema(schema);
    const example = exampleOf(schema);
    assert.ok(form.safeParse(example).success, form.safeParse(example).error?.message);
    for (const field of schema.required ?? []) {
      const { [field]: _left_out, ...rest } = example;
      assert.deepEqual(
        form.safeParse(rest).error?.issues.map((issue) => issue.path),
        [[field]],
      );
    }
  });
}

test("zod enforces the bounds of the contract", () => {
  const issues = (request, entered) =>
    z.fromJSONSchema(request).safeParse(entered).error?.issues.map((issue) => issue.path.join("."));
  assert.deepEqual(issues(schemas.UserCreate, { email: "ada", password: "short" }), ["email", "password"]);
  assert.deepEqual(issues(schemas.UserAdminUpdate, { role: "x" }), ["role"]);
  // What a request uses comes with it, also below a request that contains itself.
  const size = { label: "42" };
  const boots = { name: "Boots", category: "shoes", size };
  const wrong = { ...boots, parts: [{ ...boots, category: "hat", size: {} }] };
  assert.deepEqual(issues(planted.ItemCreate, wrong), ["parts.0.category", "parts.0.size.label"]);
});

test("zod accepts the addresses that the server accepts", () => {
  const form = z.fromJSONSchema(schemas.UserCreate);
  const accepts = (email) => form.safeParse({ email, password: "violet anvil kettle 7" }).success;
  for (const email of ["ada@bücher.de", "a@b.c"]) assert.ok(accepts(email), email);
  for (const email of ["ada", "ada@", "@b.c", "ada @b.c", "a@b@c.d"]) assert.ok(!accepts(email), email);
});

test("each enum of the contract has its values", async () => {
  const { components } = await read("../openapi.json");
  const enums = Object.entries(components.schemas).filter(([, schema]) => schema.enum);
  assert.notEqual(enums.length, 0);
  for (const [name, schema] of enums) {
    assert.deepEqual(client[`${name[0].toLowerCase()}${name.slice(1)}Values`], schema.enum);
  }
});
