// What the generator makes of the document in this folder. Nothing here is executed.
import createClient from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import type { components, paths } from "./src/schema.js";
import { categoryValues } from "./src/enums.js";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <T extends true>(_proof?: T): void => {};

type Category = components["schemas"]["Category"];
type Item = components["schemas"]["ItemResponse"];
type Open = Category | (string & {});

// The arrays have the values of the type.
is<Equal<(typeof categoryValues)[number], Category>>();
// What is sent is one of the known values; what comes back may be a later one.
is<Equal<components["schemas"]["ItemCreate"]["category"], "top" | "shoes">>();
is<Equal<Item["category"], Open>>();
is<Equal<Item["nullable"], Open | null>>();
is<Equal<Item["nested"], Open | null>>();
is<Equal<Item["list"], Open[]>>();
is<Equal<Item["closed"], Category | null>>();

export async function calls(file: File): Promise<string> {
  const api = createClient<paths>();
  const size = { label: "42" };
  const { data } = await api.POST("/v1/items", { body: { name: "Boots", category: "shoes", size } });
  // openapi-fetch 0.17 turns `string & {}` and `Blob` in answers into objects with their methods.
  const category: string | undefined = data?.category;
  if (data) is<Equal<typeof data.category, Open>>();
  const items = createQueryClient(api).useQuery("get", "/v1/items").data?.items ?? [];
  is<Equal<(typeof items)[number]["category"], Open>>();
  // @ts-expect-error only known values are sent
  await api.POST("/v1/items", { body: { name: "Boots", category: "hat", size } });

  const params = { path: { item_id: "1" } };
  const stored = await api.PUT("/v1/items/{item_id}/photo", { params, body: file });
  if (stored.error) is<Equal<typeof stored.error.code, "payload_too_large">>();
  // @ts-expect-error the body is the file itself
  await api.PUT("/v1/items/{item_id}/photo", { params, body: "text" });
  const photo = await api.GET("/v1/items/{item_id}/photo", { params, parseAs: "blob" });
  if (photo.error) {
    is<Equal<typeof photo.error.code, "not_found">>();
    return photo.error.detail;
  }
  is<Equal<typeof photo.data, Blob>>();
  return URL.createObjectURL(photo.data) + category;
}

/** The loop over the pages of a list in the README. */
export async function listAll(): Promise<Item[] | string> {
  const api = createClient<paths>();
  const items: Item[] = [];
  const query: { cursor: string | null } = { cursor: null };
  do {
    const { data, error } = await api.GET("/v1/items", { params: { query } });
    if (error) return error.detail;
    items.push(...data.items);
    query.cursor = data.next_cursor;
  } while (query.cursor !== null);
  return items;
}

/** The same with React Query. */
export function useItems(): Item[] {
  const $api = createQueryClient(createClient<paths>());
  const { data } = $api.useInfiniteQuery("get", "/v1/items", {}, {
    pageParamName: "cursor", initialPageParam: null, getNextPageParam: (page) => page.next_cursor,
  });
  return data?.pages.flatMap((page) => page.items) ?? [];
}

/** The open enum of the README. */
export async function sendBack(item: Item): Promise<void> {
  const known = categoryValues.find((value) => value === item.category);
  is<Equal<typeof known, Category | undefined>>();
  const size = { label: "42" };
  // @ts-expect-error a value that this client does not know is not sent
  await createClient<paths>().POST("/v1/items", { body: { name: "Boots", category: item.category, size } });
  if (known) await createClient<paths>().POST("/v1/items", { body: { name: "Boots", category: known, size } });
}
