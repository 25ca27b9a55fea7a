import type { Inside } from "./inside.ts";

const n = (value: number) => new Intl.NumberFormat("de").format(value);

export const de: Inside = {
  events: {
    registered: "Konto angelegt", logged_in: "Angemeldet",
    login_failed: "Fehlgeschlagene Anmeldung",
    login_refused: "Anmeldung nach zu vielen Versuchen abgelehnt", logged_out: "Abgemeldet",
    session_ended: "Ein Gerät wurde abgemeldet", all_sessions_ended: "Alle Geräte wurden abgemeldet",
    other_sessions_ended: "Alle anderen Geräte wurden abgemeldet",
    refresh_token_reused: "Abgemeldet, weil eine kopierte Anmeldung benutzt wurde",
    password_changed: "Passwort geändert",
    password_reset: "Passwort über einen Link aus einer E-Mail neu gesetzt",
    email_verified: "E-Mail-Adresse bestätigt", email_change_requested: "Neue E-Mail-Adresse eingegeben",
    email_change_canceled: "Änderung der E-Mail-Adresse abgebrochen", email_changed: "E-Mail-Adresse geändert",
    promoted: "Zum Administrator gemacht", demoted: "Nicht mehr Administrator",
    role_changed: "Rolle geändert", // until there were the two above
    account_disabled: "Konto gesperrt", account_enabled: "Konto entsperrt", account_exported: "Daten heruntergeladen",
    account_deleted: "Konto gelöscht",
  },
  account: {
    title: "Dein Konto",
    back: "Zurück zu deinem Konto",
    current: "Jetziges Passwort",
    wrong: "Das ist nicht dein jetziges Passwort.",
    profile: {
      title: "Profil", since: "Seit", state: "Bestätigt", yes: "Ja", no: "Noch nicht",
      open: "Öffne den Link in der Mail, die wir dir geschickt haben. Dann wissen wir, dass die Adresse dir gehört.",
    },
    email: {
      title: "E-Mail", new: "Neue E-Mail", submit: "E-Mail ändern", cancel: "Änderung abbrechen",
      sent: (next) => `Eine Mail an ${next} ist unterwegs.`,
      waits: (next) => `${next} muss noch bestätigt werden, mit dem Link in unserer Mail.`,
      until: (now) => `Bis dahin bleibt deine Adresse ${now}. Wenn keine Mail kommt, brich die Änderung ab und gib sie noch einmal ein.`,
      canceled: (now) => `Die Änderung ist abgebrochen. Deine Adresse bleibt ${now}.`,
    },
    change: "Passwort ändern",
    changed: "Dein Passwort ist geändert. Hier bleibst du angemeldet; alle anderen Geräte sind abgemeldet.",
    sessions: {
      title: "Wo du angemeldet bist", here: "Dieses Gerät", device: (name) => `${name}`.replace(" on ", " auf "), unknown: "Unbekanntes Gerät",
      network: "Netzadresse", contact: "Letzter Kontakt", since: "Angemeldet",
      several: "Jede Anmeldung steht hier, ein Gerät also vielleicht mehrmals.", onlyHere: "Nur hier.",
      end: (device) => `Abmelden: ${device}`, ended: (device) => `${device} ist abgemeldet.`,
      endOthers: "Überall sonst abmelden", endedOthers: "Du bist überall sonst abgemeldet.",
      endHere: "Hier abmelden",
    },
    activity: {
      title: "Verlauf", empty: "Noch ist nichts geschehen.", end: "Das ist alles.", time: "Wann",
      network: "Netz", count: "Wie oft", actor: "Wer", admin: "Die Verwaltung", you: "Du, an einem anderen Konto",
    },
    yours: "Deine Daten",
    take: "Sie gehören dir: Nimm sie mit, oder lass sie von uns löschen.",
    data: {
      title: "Deine Daten herunterladen", submit: "Herunterladen",
      text: "Eine Datei in JSON, die Menschen und Programme lesen können. Darin:",
      parts: [
        "dein Konto: Adresse und Rolle, und wann es angelegt, bestätigt und geändert wurde",
        "wo du angemeldet bist und bis vor Kurzem warst",
        "Links und Mails, die zu dir unterwegs sind",
        "was mit deinem Konto geschah: die letzten 1.000 Einträge",
      ],
      without: "Dein Passwort ist nicht dabei: Nicht einmal wir können es lesen.",
      done: "Deine Datei ist fertig. Wenn sie nicht von selbst gespeichert wurde, wähle sie hier.",
    },
    delete: {
      title: "Dein Konto löschen", submit: "Mein Konto löschen", keep: "Nein, ich behalte mein Konto",
      goes: "Was verschwindet, sofort und endgültig",
      gone: ["dein Konto mit Adresse und Passwort", "alle Anmeldungen auf allen Geräten", "Mails und Links, die zu dir unterwegs sind"],
      stays: "Was bleibt",
      kept: "Aufzeichnungen darüber, was geschah, unter zufälligen Nummern. Weder Adresse noch Name stehen darin.",
      download: "Vorher deine Daten herunterladen",
    },
  },
  admin: {
    only: "Nur für Administratoren",
    users: {
      title: "Konten", search: "Anfang der Adresse", address: "Adresse", all: "Alle",
      role: "Rolle", roles: { user: "Benutzer", admin: "Administrator" },
      state: "Zustand", states: { active: "Aktiv", disabled: "Gesperrt" },
      since: "Seit", seen: "Zuletzt gesehen", never: "Länger nicht",
      found: (count) =>
        count > 10_000 ? `Etwa ${n(count)} Konten. Die nach den ersten 10.000 findet die Suche.`
        : count === 1 ? "1 Konto" : `${n(count)} Konten`,
      nobody: (text) => (text ? `Kein Konto passt zu „${text}“.` : "Kein Konto passt."), clear: "Zurücksetzen",
      pages: "Seiten", page: (at, last) => `Seite ${n(at)} von ${n(last)}`, previous: "Zurück", next: "Weiter",
    },
    user: {
      title: "Konto", gone: "Kein solches Konto", goneEvents: "Was damit geschehen ist", sessions: "Geräte", nowhere: "Nirgends angemeldet.",
      oneself: "Das ist dein eigenes Konto. Nur ein anderer Administrator kann seine Rolle ändern oder es sperren.",
      promote: {
        action: "Zum Administrator machen", question: (email) => `${email} zum Administrator machen, der alle Konten ändern kann?`,
        done: (email) => `${email} ist jetzt Administrator.`,
      },
      demote: {
        action: "Zum Benutzer machen", question: (email) => `${email} zum Benutzer machen, ohne die Rechte von Administratoren?`,
        done: (email) => `${email} ist nicht mehr Administrator.`,
      },
      disable: {
        action: "Sperren", question: (email) => `${email} sperren? Alle Geräte werden abgemeldet; gelöscht wird nichts.`,
        done: (email) => `${email} ist gesperrt und überall abgemeldet.`,
      },
      enable: {
        action: "Entsperren", question: (email) => `${email} entsperren, damit es sich wieder anmelden kann?`,
        done: (email) => `${email} kann sich wieder anmelden.`,
      },
      end: {
        action: "Alle abmelden", question: (email) => `${email} auf allen Geräten abmelden?`,
        done: (email) => `${email} ist überall abgemeldet.`,
      },
    },
    audit: {
      title: "Aktivität", caption: "Neueste zuerst", account: "Konto", type: "Was geschehen ist", since: "Von", until: "Bis",
      time: "Zeit", actor: "Durch", network: "Netz", request: "Anfrage", none: "–", deleted: "Gelöschtes Konto",
      times: (words, count) => `${words} (${n(count)}-mal)`, empty: "Nichts dergleichen ist geschehen.",
      newer: "Es gibt neuere Einträge.", show: "Zeigen", older: "Ältere", newest: "Neueste",
    },
  },
};
