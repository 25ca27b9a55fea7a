import { reloadForPastedLink } from "./token.ts"; // first: takes a mailed token, or what a provider has sent, out of the address
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { api } from "./api.ts";
import { App } from "./app.tsx";
import { loadTexts } from "./texts/index.ts";

reloadForPastedLink();
void api.resume().catch(() => undefined); // the state is `away` then
await loadTexts(navigator.languages);
createRoot(document.querySelector("#app")!).render(<StrictMode><App /></StrictMode>);
