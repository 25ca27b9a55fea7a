/** How requests are made: their base URL, and the type of a file. */

/** Sends a blob with its own Content-Type, where openapi-fetch would declare it as JSON. */
export class TypedRequest extends Request {
  constructor(url: RequestInfo | URL, init?: RequestInit) {
    super(url, init);
    const isDefault = this.headers.get("Content-Type") === "application/json";
    if (isBlob(init?.body) && isDefault) {
      this.headers.set("Content-Type", init.body.type || "application/octet-stream");
    }
  }
}

export function isBlob(body: unknown): body is Blob {
  return typeof Blob !== "undefined" && body instanceof Blob;
}

/**
 * In a frame with `srcdoc`, and in a worker made from a blob, `location.href` is no base for relative
 * URLs.
 */
export function absolute(baseUrl: string): string {
  const { location, document } = globalThis;
  for (const base of [location?.href, document?.baseURI, location?.origin]) {
    try {
      return new URL(baseUrl, base).href;
    } catch {
      // The next one, or none.
    }
  }
  throw new TypeError(`baseUrl must be an absolute URL here: ${baseUrl}`);
}
