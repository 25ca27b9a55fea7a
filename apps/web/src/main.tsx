import { reloadForPastedToken } from "./token.ts"; // first: takes a mailed token out of the address
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { api } from "./api.ts";
import { App } from "./app.tsx";
import { loadTexts } from "./texts/index.ts";

// A part that is loaded later is missing after a release: the new page has the new one. Once only.
addEventListener("vite:preloadError", (event) => {
  const state = history.state as { isReloaded?: boolean } | null;
  if (state?.isReloaded) return;
  event.preventDefault();
  history.replaceState({ ...state, isReloaded: true }, "");
  location.reload();
});

reloadForPastedToken();
void api.resume().catch(() => undefined); // the state is `away` then
await loadTexts(navigator.languages);
createRoot(document.querySelector("#app")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
