// A minimal front end: restore the session of an earlier visit, log in, show the account, log out.
import { createStylipp, outcome } from "/client/index.js";
import * as passkeys from "/client/passkeys.js";

const baseUrl = document.querySelector("meta[name=api]").content;
const form = document.querySelector("form");
const output = document.querySelector("output");
const api = createStylipp({ baseUrl });
const events = [];
const TEXTS = {
  unknown: "…",
  none: "Not logged in.",
  ended: "The session has ended.",
  away: "The API cannot be reached.",
};

const show = (text) => (output.textContent = text);

async function update() {
  const { state, accountId } = api.session;
  if (state !== "open") return show(TEXTS[state]);
  const { data, problem } = await outcome(api.GET("/v1/users/me"));
  if (api.session.accountId === accountId) show(data ? `Logged in as ${data.email}` : problem.code);
}

api.session.subscribe((event) => {
  events.push(event);
  void update();
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = Object.fromEntries(new FormData(form));
  const { problem } = await outcome(api.POST("/v1/auth/login", { body }));
  if (problem) show(problem.code);
});

document.querySelector("#logout").addEventListener("click", async () => {
  const { problem } = await outcome(api.POST("/v1/auth/logout"));
  if (problem) show(problem.code);
});

// For tests that make calls of their own.
window.stylipp = { api, createStylipp, outcome, passkeys, baseUrl, events };

await api.resume().catch(() => {}); // the state says so
