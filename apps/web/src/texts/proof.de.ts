import type { en } from "./proof.en.ts";

export const de: typeof en = {
  secondStep: "Noch ein Schritt",
  remember: "Dieses Gerät 30 Tage lang merken",
  title: "Zeige, dass du es bist",
  text: "Du willst etwas Wichtiges ändern, und deine Anmeldung liegt eine Weile zurück.",
  password: {
    label: "Passwort", hint: "", submit: "Weiter", instead: "Das Passwort benutzen", wrong: "Das ist nicht dein Passwort.",
  },
  code: {
    label: "Code", hint: "Die sechs Ziffern, die deine Authenticator-App jetzt zeigt.", missing: "Gib die sechs Ziffern ein.",
    submit: "Weiter", instead: "Die Authenticator-App benutzen",
  },
  passkey: {
    label: "", hint: "Dein Browser fragt dich danach.", submit: "Passkey benutzen", instead: "Einen Passkey benutzen",
  },
  recovery_code: {
    label: "Wiederherstellungscode", hint: "Einer von denen, die du sicher aufbewahrst. Jeder gilt einmal.",
    submit: "Weiter", instead: "Einen Wiederherstellungscode benutzen",
  },
};
