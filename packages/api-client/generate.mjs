// Generates from the openapi.json of a folder (by default this one):
//   src/schema.ts      the types
//   src/enums.ts       the values of the enums, as arrays
//   src/recognized.ts  how a response of each operation is recognized
//   schemas.json       a JSON Schema for each request; schemas.d.ts names them
// With --check, only reports whether they are up to date.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const { values: options, positionals } = parseArgs({
  options: { check: { type: "boolean" } },
  allowPositionals: true,
});
const folder = resolve(import.meta.dirname, positionals[0] ?? ".");
const document = JSON.parse(await readFile(join(folder, "openapi.json"), "utf8"));
const contracts = Object.entries(document.components.schemas);
const REFERENCE = "#/components/schemas/";

/** A copy for forms that refers to nothing outside: the contracts that it uses are in `$defs`. */
function selfContained(schema) {
  const $defs = {};
  const copy = (part) =>
    JSON.parse(JSON.stringify(part), (_key, value) => {
      // zod's `format: "email"` rejects addresses that the server accepts, such as ada@bücher.de.
      if (value?.format === "email") {
        const { format: _email, ...rest } = value;
        return { ...rest, pattern: "^[^@\\s]+@[^@\\s]+$" };
      }
      if (typeof value !== "string" || !value.startsWith(REFERENCE)) return value;
      const name = value.slice(REFERENCE.length);
      if (!(name in $defs)) {
        $defs[name] = {}; // so that a contract that refers to itself comes to an end
        $defs[name] = copy(document.components.schemas[name]);
      }
      return `#/$defs/${name}`;
    });
  const copied = copy(schema);
  return Object.keys($defs).length > 0 ? { ...copied, $defs } : copied;
}

const requests = contracts.filter(([name]) => /(Create|Update|Login|Request)$/.test(name));
const schemas = Object.fromEntries(requests.map(([name, item]) => [name, selfContained(item)]));

const enums = contracts
  .filter(([, schema]) => schema.enum !== undefined)
  .map(([name, schema]) => {
    const constant = `${name[0].toLowerCase()}${name.slice(1)}Values`;
    return `/** The values of \`${name}\`. */\nexport const ${constant} = [${schema.enum.map((value) => JSON.stringify(value)).join(", ")}] as const;\n`;
  });

/** A field of each response and its type: the first, because later ones may be newer. */
const recognized = [];
for (const [path, operations] of Object.entries(document.paths)) {
  for (const [method, { responses }] of Object.entries(operations)) {
    const success = Object.entries(responses).find(([status]) => status < "300")?.[1];
    const { required = [], properties } = resolved(success?.content?.["application/json"]?.schema ?? {});
    const [name, type] = required
      .map((name) => [name, resolved(properties[name]).type])
      .find(([, type]) => type !== undefined) ?? [];
    if (name === undefined) continue;
    const typeOf = { string: "string", boolean: "boolean", integer: "number", number: "number", array: "array" };
    const key = `${method.toUpperCase()} ${path}`;
    recognized.push(`  ${JSON.stringify(key)}: ["${name}", "${typeOf[type] ?? "object"}"],\n`);
  }
}

function resolved(schema) {
  return document.components.schemas[schema.$ref?.slice(REFERENCE.length)] ?? schema;
}

// The errors of each operation are narrowed to the codes in its examples, so that TypeScript knows
// which errors the operation can return.
for (const operations of Object.values(document.paths)) {
  for (const operation of Object.values(operations)) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (status < "400") continue;
      const content = response.content["application/json"];
      const codes = { type: "string", enum: Object.keys(content.examples) };
      content.schema = {
        allOf: [
          { $ref: `${REFERENCE}ErrorResponse` },
          { type: "object", properties: { code: codes }, required: ["code"] },
        ],
      };
    }
  }
}

const { factory, SyntaxKind } = ts;
const BLOB = factory.createTypeReferenceNode("Blob");
const ANY_OTHER = factory.createParenthesizedType(
  factory.createIntersectionTypeNode([
    factory.createKeywordTypeNode(SyntaxKind.StringKeyword),
    factory.createTypeLiteralNode([]),
  ]),
);

const types = astToString(
  await openapiTS(document, {
    // Otherwise request fields with a default would be required.
    defaultNonNullable: false,
    alphabetize: true,
    transform: (schema) => (schema.format === "binary" ? BLOB : undefined),
    // An enum that may grow is `Known | string`, which TypeScript reduces to `string`; editors
    // suggest the known values only for `Known | (string & {})`.
    postTransform(type) {
      if (!ts.isUnionTypeNode(type) || !type.types.some(ts.isIndexedAccessTypeNode)) return undefined;
      return factory.createUnionTypeNode(
        type.types.map((part) => (part.kind === SyntaxKind.StringKeyword ? ANY_OTHER : part)),
      );
    },
  }),
);

const notice = "// Generated from openapi.json by `make contracts`; do not edit.\n\n";
const files = {
  "src/schema.ts": notice + types,
  "src/enums.ts": notice + enums.join("\n"),
  "src/recognized.ts": `${notice}/** The first field of each operation's response, and its type in JavaScript, or "array". */
export const recognizedBy: Record<string, [field: string, type: string]> = {
${recognized.join("")}};
`,
  "schemas.json": `${JSON.stringify(schemas, null, 2)}\n`,
  "schemas.d.ts": `${notice}type JsonSchema = { [keyword: string]: any };
declare const schemas: {
${requests.map(([name]) => `  ${name}: JsonSchema;\n`).join("")}};
export default schemas;
`,
};
for (const [name, text] of Object.entries(files)) {
  const path = join(folder, name);
  if (!options.check) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } else if ((await readFile(path, "utf8").catch(() => "")) !== text) {
    console.error(`packages/api-client/${name} is stale; run: make contracts`);
    process.exitCode = 1;
  }
}
