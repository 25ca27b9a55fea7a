// Nothing here is executed: the test is that it compiles. An unused @ts-expect-error is an error.
import schemas from "@stylipp/api-client/schemas.json" with { type: "json" };
import { z } from "zod";
import {
  createStylipp,
  type CursorPage,
  outcome,
  roleValues,
  type PaginatedResponse,
  type Schemas,
} from "../src/index.js";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <T extends true>(_proof?: T): void => {};

// All fields of responses are present; nullable fields are null, never absent.
is<Equal<Schemas["TokenResponse"]["token_type"], string>>();
is<Equal<Schemas["SessionResponse"]["device"], string | null>>();
is<Equal<keyof Schemas["UserResponse"], "id" | "email" | "created_at">>();
is<Equal<Schemas["Role"], "user" | "admin">>();
is<Equal<(typeof roleValues)[number], Schemas["Role"]>>();
// Requests require exactly the fields that the server requires.
is<Equal<Schemas["UserAdminUpdate"]["role"], Schemas["Role"] | null | undefined>>();
// @ts-expect-error a password is required
export const incomplete: Schemas["UserCreate"] = { email: "ada@example.com" };
// The generic type matches the API's pages.
is<
  Equal<
    PaginatedResponse<Schemas["SessionResponse"]>["items"],
    Schemas["PaginatedResponse_SessionResponse_"]["items"]
  >
>();
is<Equal<keyof Schemas["CursorPage"], "items" | "next_cursor">>();
is<Equal<CursorPage<Schemas["SessionResponse"]>["items"], Schemas["SessionResponse"][]>>();
is<Equal<CursorPage<string>["next_cursor"], string | null>>();

export async function calls(): Promise<string> {
  const api = createStylipp({ baseUrl: "" });
  const body = { email: "ada@example.com", password: "violet anvil kettle 7" };
  const { data, error } = await api.POST("/v1/auth/register", { body });
  if (data) {
    is<Equal<typeof data, Schemas["UserResponse"]>>();
    return data.email;
  }
  is<Equal<typeof error.problems, Schemas["ErrorProblem"][] | null>>();
  switch (error.code) {
    case "email_taken":
    case "password_too_short":
    case "password_too_long":
    case "password_common":
    case "password_context":
    case "password_breached":
    case "validation_error":
    case "unsupported_media_type":
    case "payload_too_large":
    case "request_timeout":
    case "too_many_attempts":
    case "server_busy":
    case "service_unavailable":
    case "internal_error":
      return error.detail;
    // @ts-expect-error registration never returns this code
    case "refresh_token_reused":
      return "";
    default:
      is<Equal<typeof error, never>>(); // all codes are handled
      return "";
  }
}

type Body = Schemas["UserCreate"];

/** What the README uses of React Hook Form, with the paths of a body without nested fields. */
type FieldPath<Form> = keyof Form & string;
declare function useForm<Form>(): {
  handleSubmit: (submit: (body: Form) => Promise<void>) => () => Promise<void>;
  setError: (name: FieldPath<Form> | "root", error: { message: string }) => void;
};

/** The form of the README. */
export function useRegistration(): () => Promise<void> {
  const api = createStylipp({ baseUrl: "" });
  const { handleSubmit, setError } = useForm<Body>();
  return handleSubmit(async (body) => {
    const { error } = await api.POST("/v1/auth/register", { body });
    for (const { path, message } of error?.problems ?? []) {
      // @ts-expect-error any text
      setError(path, { message });
      setError((path || "root") as FieldPath<Body> | "root", { message });
    }
    if (error && !error.problems) {
      setError(error.code === "email_taken" ? "email" : "root", { message: error.detail });
    }
  });
}

/** The form schemas of the README. */
export function check(entered: unknown): string[] {
  const form = z.fromJSONSchema(schemas.UserCreate) as z.ZodType<Body, Body>;
  const result = form.safeParse(entered);
  if (result.success) is<Equal<typeof result.data, Body>>();
  // @ts-expect-error no such request
  z.fromJSONSchema(schemas.Nope);
  return result.success ? [] : result.error.issues.map((issue) => issue.path.join("."));
}

/** The optional query of the README: with exactOptionalPropertyTypes, `{ q: undefined }` is an error. */
export async function search(q: string | undefined): Promise<number | undefined> {
  const api = createStylipp({ baseUrl: "" });
  // @ts-expect-error left out is not undefined
  await api.GET("/v1/users", { params: { query: { q } } });
  const { data } = await api.GET("/v1/users", { params: { query: { ...(q && { q }) } } });
  return data?.total;
}

/** A photo is sent like every other call, and its codes are those of the operation. */
export async function upload(file: File, signal: AbortSignal): Promise<string> {
  const api = createStylipp({ baseUrl: "" });
  const { data, error } = await api.uploadPhoto(file, { onProgress: (share) => share?.toFixed(2), signal });
  if (data) return api.url(data.thumbnail_url);
  is<Equal<Extract<typeof error.code, `photo_${string}`>, (typeof PHOTO_CODES)[number]>>();
  const result = await outcome(api.uploadPhoto(file));
  return result.problem ? result.problem.code : result.data.palette[0]?.name ?? "";
}

const PHOTO_CODES = [
  "photo_exists",
  "photo_format_unsupported",
  "photo_quota_reached",
  "photo_too_many_pixels",
  "photo_unreadable",
] as const;

export async function mistakes(): Promise<void> {
  const api = createStylipp({ baseUrl: "" });
  // @ts-expect-error no such path
  await api.GET("/v1/nope");
  // @ts-expect-error no such role
  await api.PATCH("/v1/users/{user_id}", { params: { path: { user_id: "" } }, body: { role: "x" } });
  // @ts-expect-error the account's ID is missing
  await api.GET("/v1/users/{user_id}");
}
