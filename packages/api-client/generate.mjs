// Generates src/schema.ts from openapi.json; with --check, only reports whether it is up to date.
//
// One thing is added to the document: the errors of each operation are narrowed to the codes in its
// examples, so that TypeScript knows which errors the operation can return.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const here = new URL(".", import.meta.url);
const target = new URL("src/schema.ts", here);
const document = JSON.parse(await readFile(new URL("openapi.json", here), "utf8"));

const error = { $ref: "#/components/schemas/ErrorResponse" };
for (const operations of Object.values(document.paths)) {
  for (const operation of Object.values(operations)) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (status < "400") continue;
      const content = response.content["application/json"];
      const codes = { type: "string", enum: Object.keys(content.examples) };
      content.schema = {
        allOf: [error, { type: "object", properties: { code: codes }, required: ["code"] }],
      };
    }
  }
}

const types = astToString(
  // Without `defaultNonNullable: false`, request fields with a default would be required.
  await openapiTS(document, { defaultNonNullable: false, alphabetize: true }),
);
const text = `// Generated from openapi.json by \`make contracts\`; do not edit.\n\n${types}`;

if (!process.argv.includes("--check")) {
  await writeFile(target, text);
} else if ((await readFile(target, "utf8").catch(() => "")) !== text) {
  console.error("packages/api-client/src/schema.ts is stale; run: make contracts");
  process.exit(1);
}
