/** Tells the responses of the API from all others. */
import { recognizedBy } from "./recognized.js";

/**
 * Return the response, or an `internal_error` in its place if it is not one of the API, such as the
 * page of a proxy, or if it is incomplete:
 *
 * - An error is a JSON object with `code` and `detail`, whose `problems` are a list, if any.
 * - A result is a JSON object with the first field of its contract. Later fields are not looked for,
 *   because an older server may lack them. An access token must fit into a header.
 * - A file or a stream is anything but a page.
 *
 * The `Content-Type` of JSON does not matter. Rejects only if the call was aborted.
 */
export async function checked(
  response: Response,
  request: Request,
  path: string,
  parseAs = "json",
): Promise<Response> {
  const isUnchanged = response.status === 304 && request.headers.has("If-None-Match");
  if (isUnchanged || request.method === "HEAD") return response;
  try {
    if (!response.ok) {
      const { code, detail, problems } = await objectIn(response);
      const isError = typeof code === "string" && typeof detail === "string";
      if (isError && Array.isArray(problems ?? [])) return response;
    } else if (parseAs === "json") {
      const body = await objectIn(response);
      const known = recognizedBy[`${request.method} ${path}`];
      if (known === undefined) return response;
      const [field, type] = known;
      const value = body[field];
      const isToken = field !== "access_token" || /^[\x21-\x7e]+$/.test(String(value));
      if (typeOf(value) === type && isToken) return response;
    } else if (!/^(text\/html|application\/xhtml\+xml)\b/i.test(response.headers.get("Content-Type") ?? "")) {
      return parseAs === "stream" ? streamed(response) : await complete(response);
    }
  } catch (error) {
    if (request.signal.aborted) throw error;
  }
  return internalError(response);
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function streamed(response: Response): Response {
  const isEmpty = response.body === null || response.headers.get("Content-Length") === "0";
  return isEmpty ? internalError(response) : response;
}

/** Read a file in full, because the connection may break. */
async function complete(response: Response): Promise<Response> {
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.delete("Content-Length"); // openapi-fetch drops a body whose length is 0
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
}

function internalError({ status, headers }: Response): Response {
  const detail = `The response with status ${status} is incomplete, or not from the API.`;
  const kept = new Headers();
  for (const name of ["Retry-After", "X-Request-ID"]) {
    const value = headers.get(name);
    if (value !== null) kept.set(name, value);
  }
  return errorOf(status >= 400 && status < 600 ? status : 502, "internal_error", detail, kept);
}

/** An error of the client itself, in the shape of the API's. */
export function errorOf(
  status: number,
  code: string,
  detail: string,
  headers = new Headers(),
): Response {
  headers.set("Content-Type", "application/json");
  return new Response(JSON.stringify({ detail, code, problems: null }), { status, headers });
}

/**
 * The JSON object that is the body. Rejects if it is something else, if the connection breaks, and if
 * its length is said to be 0, because openapi-fetch does not read such a body.
 */
export async function objectIn(response: Response): Promise<Record<string, unknown>> {
  const body: unknown = JSON.parse(await response.clone().text());
  const isObject = typeof body === "object" && body !== null;
  const isRead = response.headers.get("Content-Length") !== "0";
  if (!isObject || !isRead) throw new TypeError("This is not a JSON object.");
  return body as Record<string, unknown>;
}
