import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import schemas from "@stylipp/api-client/schemas.json" with { type: "json" };
import { load } from "./modules.mjs";

globalThis.location = { hash: "" };
const { clock, duration } = await load("countdown.ts");
const { wordsFor } = await load("errors.ts");
const { checkNewPassword, passwordLength, PASSWORD_MIN, PASSWORD_MAX } = await load("ui/NewPasswordField.tsx");
const { altOf, wordsForQuality } = await load("texts/photos.ts");
const { COLORS } = await load("texts/photos.de.ts");
const { en } = await load("texts/en.ts");
const { de } = await load("texts/de.ts");
const proof = { en: (await load("texts/proof.en.ts")).en, de: (await load("texts/proof.de.ts")).de };
const photos = { en: (await load("texts/photos.en.ts")).en, de: (await load("texts/photos.de.ts")).de };
const inside = { en: (await load("texts/inside.en.ts")).en, de: (await load("texts/inside.de.ts")).de };

test("the length of a new password has the bounds of the contract", () => {
  const { minLength, maxLength } = schemas.UserCreate.properties.password;
  assert.deepEqual([PASSWORD_MIN, PASSWORD_MAX], [minLength, maxLength]);
});

test("a wait is written as minutes and seconds", () => {
  assert.deepEqual([0, 5, 59, 60, 65, 600, 3599, 3600].map(clock), [
    "0:00", "0:05", "0:59", "1:00", "1:05", "10:00", "59:59", "60:00",
  ]);
});

test("a wait is said in seconds, a longer one in minutes", () => {
  assert.deepEqual([1, 40, 99, 100, 300, 301].map(duration), [
    "1 second", "40 seconds", "99 seconds", "2 minutes", "5 minutes", "6 minutes",
  ]);
});

test("the length of a password is that of its code points after NFKC", () => {
  assert.equal(passwordLength(""), 0);
  assert.equal(passwordLength("12345678"), 8);
  assert.equal(passwordLength("🧵🪡✂️"), 4); // the scissors have a variation selector
  assert.equal(passwordLength("e\u0301"), 1); // becomes é
  assert.equal(passwordLength("ﬃ"), 3); // becomes f, f, i
  assert.equal(passwordLength("\ud800"), 1);
});

test("a new password has 8 to 128 characters", () => {
  const wrong = (password) => checkNewPassword(password);
  assert.equal(wrong("1234567"), en.errors.password_too_short);
  assert.equal(wrong("ﬃ12345"), undefined); // 8 after NFKC
  assert.equal(wrong("🧵".repeat(7)), en.errors.password_too_short); // 14 UTF-16 units
  assert.equal(wrong("🧵".repeat(128)), undefined);
  assert.equal(wrong("🧵".repeat(129)), en.errors.password_too_long);
});

/** All texts with the paths to them. */
function textsIn(value, path = "") {
  if (typeof value !== "object") return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, `${path}/${key}`));
}

test("German has every text that English has, made from the same values", () => {
  const shape = (texts) => textsIn(texts).map(([path, text]) => `${path} ${typeof text} ${text.length * (typeof text === "function")}`);
  assert.deepEqual(shape(de).toSorted(), shape(en).toSorted());
  assert.deepEqual(shape(inside.de).toSorted(), shape(inside.en).toSorted());
  assert.deepEqual(shape(photos.de).toSorted(), shape(photos.en).toSorted());
  assert.deepEqual(shape(proof.de).toSorted(), shape(proof.en).toSorted());
});

test("no text is empty, untrimmed or unfinished", () => {
  for (const [path, text] of [en, de, inside, photos, proof].flatMap((texts) => textsIn(texts))) {
    for (const value of [1, 2]) {
      const said = typeof text === "function" ? text(...Array(text.length).fill(value)) : text;
      assert.match(said, /^\S(.*\S)?$/s, path);
      assert.doesNotMatch(said, /undefined|NaN|\[object|TODO|\$\{/, path);
    }
  }
});

test("a token that is not valid any more means that the session has ended", () => {
  for (const code of ["not_authenticated", "token_expired", "token_invalid", "refresh_token_reused", "session_expired"]) {
    assert.equal(wordsFor({ code, detail: "" }), en.errors.session_expired);
  }
  assert.equal(wordsFor({ code: "offline", detail: "" }), en.errors.offline);
  assert.equal(wordsFor({ code: "newer", detail: "From the API.", status: 409 }), "From the API.");
  assert.equal(wordsFor({ code: "newer", detail: "Traceback", status: 500 }), en.errors.internal_error);
});

test("the device that the API names in English is named in the language of the page", () => {
  assert.equal(inside.en.account.sessions.device("Firefox on Linux"), "Firefox on Linux");
  const { device } = inside.de.account.sessions;
  assert.deepEqual(["Firefox on Linux", "Chrome on Mac"].map(device), ["Firefox auf Linux", "Chrome auf Mac"]);
  assert.equal(device("Key on Mac's chain"), "Key on Mac's chain"); // of a passkey, by its owner
});

test("one character is not several", () => {
  assert.notEqual(en.newPassword.short(1), en.newPassword.short(2).replace("2", "1"));
  for (const { remember } of [proof.en, proof.de]) assert.notEqual(remember(1), remember(2).replace("2", "1"));
});

test("every color that the API names has a German name, and a newer one its English name", async () => {
  const source = new URL("../../backend/src/features/ai/utils/colors.py", import.meta.url);
  const names = [...(await readFile(source, "utf8")).matchAll(/^ {4}"([a-z ]+)": "#/gm)].map(([, name]) => name);
  assert.ok(names.length > 30);
  assert.deepEqual(names.filter((name) => !COLORS[name]), []);
  assert.deepEqual(["navy", "newer"].map(photos.de.color), ["Marineblau", "newer"]);
});

test("a photo is described by its day and its main colors, each once", () => {
  const photo = (day, ...names) => altOf({ created_at: `${day}T12:00:00Z`, palette: names.map((name) => ({ name })) });
  assert.equal(photo("2026-11-03", "navy", "navy", "beige", "red"), "Photo of November 3, 2026, mostly navy and beige");
  assert.equal(photo("2020-11-03", "navy"), "Photo of November 3, 2020, mostly navy");
  assert.equal(photo("2026-11-03"), "Photo of November 3, 2026"); // a transparent picture
  assert.match(photos.de.alt("3. November", "Marineblau und Beige"), /3\. November, .* Marineblau und Beige$/);
});

test("quality is said in words, also a newer kind", () => {
  assert.equal(wordsForQuality({ issues: [] }), "Good quality");
  assert.equal(wordsForQuality({ issues: ["too_dark", "over_exposed"] }), "Too dark, over exposed");
});
