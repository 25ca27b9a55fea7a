// The lines about React Query in the README. Nothing here is executed.
import { useQueryClient } from "@tanstack/react-query";
import createClient from "openapi-react-query";
import { createStylipp, type Schemas } from "../src/index.js";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <T extends true>(_proof?: T): void => {};

const $api = createClient(createStylipp({ baseUrl: "" }));

export function useAccount(): string {
  const { data, error } = $api.useQuery("get", "/v1/users/me");
  if (data) is<Equal<typeof data, Schemas["AccountResponse"]>>();
  switch (error?.code) {
    case "session_expired":
      return error.detail;
    // @ts-expect-error this operation never returns this code
    case "email_taken":
      return "";
  }
  return data?.email ?? "";
}

export function useRegistration(): (email: string, password: string) => void {
  const queries = useQueryClient();
  const register = $api.useMutation("post", "/v1/auth/register", {
    onSuccess: () => queries.invalidateQueries($api.queryOptions("get", "/v1/users/me")),
  });
  if (register.error?.code === "email_taken") return () => register.reset();
  return (email, password) => register.mutate({ body: { email, password } });
}
