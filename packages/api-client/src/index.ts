/** A thin, typed client of the Stylipp API. */
import type { components } from "./schema.js";

export { createStylipp, type Stylipp, type StylippOptions } from "./client.js";
export type { components, operations, paths } from "./schema.js";

/** Every contract by its Python name: `Schemas["UserResponse"]`. */
export type Schemas = components["schemas"];

/** The twin of the Python generic: `PaginatedResponse<Schemas["SessionResponse"]>`. */
export type PaginatedResponse<T> = Omit<Schemas["PaginatedResponse"], "items"> & { items: T[] };
