import { createStylipp, outcome, type Outcome, type Problem, type Schemas } from "@stylipp/api-client";
import { useSession as useClientSession } from "@stylipp/api-client/react";

/** On our own origin, unless the app is hosted elsewhere. */
export const api = createStylipp({ baseUrl: import.meta.env["VITE_API_URL"] || "/" });

export const useSession = () => useClientSession(api);

export type Account = Schemas["AccountResponse"];
export { outcome, type Outcome, type Problem, type Schemas };
