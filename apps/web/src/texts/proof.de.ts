import type { en } from "./proof.en.ts";

export const de: typeof en = {
  secondStep: "Noch ein Schritt",
  remember: (days) => `Auf diesem Gerät ${days === 1 ? "1 Tag" : `${days} Tage`} lang nicht mehr fragen`,
  title: "Bestätige, dass du es bist",
  text: "Was du vorhast, ist wichtig, und deine Anmeldung liegt eine Weile zurück oder war ohne zweiten Schritt.",
  submit: "Weiter",
  wrongPassword: "Das ist nicht dein Passwort.",
  code: { label: "Code", hint: "Die sechs Ziffern, die deine Authenticator-App jetzt zeigt." },
  noCode: "Gib die sechs Ziffern ein.",
  mailCode: { label: "Code aus unserer Mail", hint: "Die acht Ziffern; sie gelten nur in dieser Anmeldung." },
  noMailCode: "Gib die acht Ziffern ein.", mail: "Code per Mail schicken", mailed: "Ein Code ist zu dir unterwegs.",
  passkey: "Drücke den Knopf; dein Browser fragt dann nach deinem Passkey.",
  impossible: "Passkeys gehen hier nicht: Sie brauchen einen Browser, der sie kennt, https und einen Rechnernamen statt einer IP-Adresse.",
  recoveryCode: { label: "Wiederherstellungscode", hint: "Einer von denen, die du sicher aufbewahrst. Jeder gilt einmal." },
  provider: (name) => `Noch einmal mit ${name} anmelden`, providerHint: "Das verlässt diese Seite; was du auf ihr eingegeben hast, geht verloren.",
  given: "Du hast bestätigt, dass du es bist. Mach es jetzt noch einmal.",
  other: "Dort warst du mit einem anderen Konto angemeldet, das mit diesem nicht verbunden ist. Es ist nichts geschehen.",
  use: {
    password: "Passwort benutzen", code: "Authenticator-App benutzen", passkey: "Passkey benutzen",
    recovery_code: "Wiederherstellungscode benutzen", mail_code: "Code aus einer Mail benutzen",
  },
  signIn: {
    noAddress: "Der andere Dienst hat uns keine Adresse genannt. Erlaube es dort oder melde dich anders an.",
    title: { login: "Du bist nicht angemeldet", connect: "Das Konto ist nicht verbunden", proof: "Nichts ist bestätigt" },
    denied: "Du hast dort nicht zugestimmt. Hier hat sich nichts geändert.",
    back: { login: "Zurück zur Anmeldung", connect: "Zurück zur Sicherheit", proof: "Zurück zur Seite davor" },
  },
};
