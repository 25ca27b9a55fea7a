/** A thin, typed client for the Stylipp API. */
import type { components } from "./schema.js";

export { createStylipp, type Stylipp, type StylippOptions, type UploadOptions } from "./client.js";
export * from "./enums.js";
export {
  outcome,
  secondsToWait,
  type ClientCode,
  type ErrorCode,
  type Outcome,
  type Problem,
} from "./outcome.js";
export type { Session, SessionEvent, SessionState } from "./session.js";
export { photoIdOf } from "./upload.js";
export type { components, operations, paths } from "./schema.js";

/** All contracts by their Python names, for example `Schemas["UserResponse"]`. */
export type Schemas = components["schemas"];

/** Counterpart of the Python generic, for example `CursorPage<Schemas["PhotoResponse"]>`. */
export type CursorPage<T> = Omit<Schemas["CursorPage"], "items"> & { items: T[] };

/** Counterpart of the Python generic, for example `PaginatedResponse<Schemas["SessionResponse"]>`. */
export type PaginatedResponse<T> = Omit<Schemas["PaginatedResponse"], "items"> & { items: T[] };
