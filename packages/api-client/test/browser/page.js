// A minimal front end: restore the session of an earlier visit, log in, show the account, log out.
import { createStylipp } from "/client/index.js";

const baseUrl = document.querySelector("meta[name=api]").content;
const form = document.querySelector("form");
const output = document.querySelector("output");
const api = createStylipp({ baseUrl, onSessionEnd: () => show("The session has ended.") });

const show = (text) => (output.textContent = text);

async function showAccount() {
  const { data, error } = await api.GET("/v1/users/me");
  show(data ? `Logged in as ${data.email}` : error.code);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { error } = await api.POST("/v1/auth/login", { body: Object.fromEntries(new FormData(form)) });
  if (error) show(error.code);
  else await showAccount();
});

document.querySelector("#logout").addEventListener("click", async () => {
  const { data, error } = await api.POST("/v1/auth/logout");
  show(data ? data.message : error.code);
});

// For tests that make calls of their own.
window.stylipp = { api, createStylipp, baseUrl };

if (await api.resume()) await showAccount();
else show("Not logged in.");
