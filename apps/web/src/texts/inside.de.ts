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
    account_deleted: "Konto gelöscht", reauthenticated: "Identität erneut bestätigt",
    mfa_failed: "Zweiter Schritt fehlgeschlagen", mfa_refused: "Zweiter Schritt nach zu vielen Versuchen abgelehnt",
    two_step_on: "Anmeldung in zwei Schritten eingeschaltet", two_step_off: "Anmeldung in zwei Schritten ausgeschaltet",
    totp_confirmed: "Authenticator-App eingerichtet", totp_removed: "Authenticator-App entfernt",
    recovery_code_used: "Wiederherstellungscode benutzt", recovery_codes_made: "Neue Wiederherstellungscodes erzeugt",
    trusted_devices_forgotten: "Alle gemerkten Geräte vergessen", passkey_added: "Passkey hinzugefügt",
    passkey_removed: "Passkey entfernt", passkey_counter_regressed: "Passkey abgelehnt, der vielleicht kopiert wurde",
    identity_linked: "Anderes Konto verbunden", identity_unlinked: "Anderes Konto getrennt",
    account_claimed: "Adresse bestätigt; was vorher eingerichtet war, wurde entfernt",
    account_denied: "Gelöscht über „Das war ich nicht“",
  },
  methods: { password: "Passwort", totp: "Authenticator-App", recovery_code: "Wiederherstellungscode", passkey: "Passkey", email: "E-Mail", oidc: "anderes Konto" },
  copy: "Kopieren", copied: "Kopiert.", notCopied: "Der Browser erlaubt das nicht. Markiere den Text und kopiere ihn selbst.",
  account: {
    title: "Dein Konto",
    back: "Zurück zu deinem Konto",
    current: "Jetziges Passwort",
    wrong: "Das ist nicht dein jetziges Passwort.",
    profile: {
      title: "Profil", since: "Seit", state: "Bestätigt", yes: "Ja", no: "Noch nicht",
      open: "Öffne den Link in der Mail, die wir dir geschickt haben. Dann wissen wir, dass die Adresse dir gehört.",
      locale: "Sprache unserer Mails", save: "Sprache speichern", saved: "Die Sprache unserer Mails ist gespeichert.",
    },
    email: {
      title: "E-Mail", new: "Neue E-Mail", submit: "E-Mail ändern", cancel: "Änderung abbrechen",
      sent: (next) => `Eine Mail an ${next} ist unterwegs.`,
      waits: (next) => `${next} muss noch bestätigt werden, mit dem Link in unserer Mail.`,
      until: (now) => `Bis dahin bleibt deine Adresse ${now}. Wenn keine Mail kommt, brich die Änderung ab und gib sie noch einmal ein.`,
      canceled: (now) => `Die Änderung ist abgebrochen. Deine Adresse bleibt ${now}.`,
    },
    change: "Passwort ändern",
    claimed: "Deine Adresse ist bestätigt. Das Passwort von vorher wurde entfernt; setze ein neues.",
    none: "Dein Konto hat kein Passwort. Du kannst eines setzen.", set: "Passwort setzen",
    setDone: "Dein Passwort ist gesetzt. Hier bleibst du angemeldet; alle anderen Geräte sind abgemeldet.",
    changed: "Dein Passwort ist geändert. Hier bleibst du angemeldet; alle anderen Geräte sind abgemeldet.",
    sessions: {
      title: "Wo du angemeldet bist", here: "Dieses Gerät", device: (name) => `${name}`.replace(/ on (?=(Mac|macOS|iPhone|iPad|Android|Windows|ChromeOS|Linux)$)/, " auf "), unknown: "Unbekanntes Gerät",
      network: "Netzadresse", contact: "Letzter Kontakt", since: "Angemeldet",
      several: "Jede Anmeldung steht hier, ein Gerät also vielleicht mehrmals.", onlyHere: "Nur hier.",
      end: (device) => `Abmelden: ${device}`, ended: (device) => `${device} ist abgemeldet.`,
      endOthers: "Überall sonst abmelden", endedOthers: "Du bist überall sonst abgemeldet.",
      endHere: "Hier abmelden",
    },
    activity: {
      title: "Verlauf", empty: "Noch ist nichts geschehen.", end: "Das ist alles.", time: "Wann",
      method: "Womit", network: "Netz", count: "Wie oft", actor: "Wer", admin: "Die Verwaltung", you: "Du, an einem anderen Konto",
    },
    yours: "Deine Daten",
    take: "Sie gehören dir: Nimm sie mit, oder lass sie von uns löschen.",
    data: {
      title: "Deine Daten herunterladen", submit: "Herunterladen",
      text: "Eine Datei in JSON, die Menschen und Programme lesen können. Darin:",
      parts: [
        "dein Konto: Adresse und Rolle, und wann es angelegt, bestätigt und geändert wurde",
        "wo du angemeldet bist und bis vor Kurzem warst",
        "deine Passkeys und deine Anmeldung in zwei Schritten",
        "Links und Mails, die zu dir unterwegs sind",
        "was mit deinem Konto geschah: die letzten 1.000 Einträge",
      ],
      without: "Dein Passwort und deine Codes sind nicht dabei.",
      done: "Deine Datei ist fertig. Wenn sie nicht von selbst gespeichert wurde, wähle sie hier.",
    },
    delete: {
      title: "Dein Konto löschen", submit: "Mein Konto löschen", keep: "Nein, ich behalte mein Konto",
      goes: "Was verschwindet, sofort und endgültig",
      gone: ["dein Konto mit Adresse und Passwort", "Passkeys und die Anmeldung in zwei Schritten", "alle Anmeldungen auf allen Geräten", "Mails und Links, die zu dir unterwegs sind"],
      stays: "Was bleibt",
      kept: "Aufzeichnungen darüber, was geschah, unter zufälligen Nummern. Weder Adresse noch Name stehen darin.",
      download: "Vorher deine Daten herunterladen",
    },
  },
  security: {
    title: "Sicherheit", intro: "Passkeys, Anmeldung in zwei Schritten und Wiederherstellungscodes.", open: "Passkeys und zwei Schritte",
    unconfirmed: "Bestätige zuerst deine Adresse, mit dem Link in der Mail von uns. Danach kannst du Passkeys hinzufügen und die Anmeldung in zwei Schritten einschalten.",
    administration: {
      why: "Administratoren brauchen hier die Anmeldung in zwei Schritten. Schalte sie ein, dann kannst du zur Verwaltung zurück.",
      prove: "Die Verwaltung verlangt deinen zweiten Faktor und fragt dich vielleicht danach.", goOn: "Zur Verwaltung",
    },
    passkeys: {
      title: "Passkeys", add: "Passkey hinzufügen", addKey: "Sicherheitsschlüssel hinzufügen",
      text: "Mit einem Passkey meldest du dich mit Fingerabdruck, Gesicht oder PIN an: ohne Passwort und ohne zweiten Schritt. Er gilt nur auf unseren Seiten, keine andere kann ihn dir entlocken.",
      keyHint: "Ein Sicherheitsschlüssel ohne PIN ersetzt das Passwort nicht. Er ist ein zweiter Faktor, der nach dem Passwort verlangt wird.",
      canceled: "Es wurde kein Passkey hinzugefügt: Der Vorgang wurde abgebrochen, dauerte zu lange, oder du wurdest nicht erkannt.",
      added: (name) => `${name} ist hinzugefügt.`, renamed: (name) => `Umbenannt in ${name}.`, removed: (name) => `${name} ist entfernt.`,
      provider: "Anbieter", use: "Für", signIn: "Anmeldung", secondFactor: "Zweiter Faktor", since: "Hinzugefügt", used: "Zuletzt benutzt", never: "Nie",
      synced: "Synchronisiert", byProvider: "Vom Anbieter", no: "Nein", name: "Name", save: "Speichern",
      rename: "Umbenennen", renameOne: (name) => `Umbenennen: ${name}`, remove: "Entfernen", removeOne: (name) => `Entfernen: ${name}`,
      question: (name) => `${name} entfernen? Damit kannst du dich dann nicht mehr anmelden.`,
      factorQuestion: (name) => `${name} entfernen? Er ist dann nicht mehr dein zweiter Faktor.`,
    },
    identities: {
      title: "Verbundene Konten",
      opened: (ways) => `Dieses Konto lässt sich auch öffnen mit: ${ways}.`,
      account: "Konto", since: "Verbunden", used: "Zuletzt benutzt", never: "Nie", off: "Es ist hier nicht mehr eingerichtet und meldet nicht an.",
    },
    twoStep: {
      title: "Anmeldung in zwei Schritten", state: "Zustand", on: "An", off: "Aus", app: "App", yes: "Verbunden", no: "Keine",
      text: "Nach dem Passwort wird auch ein Code aus einer App auf deinem Telefon verlangt, oder ein Passkey. Wer nur dein Passwort kennt, kommt damit nicht hinein.",
      setUp: "App einrichten", replace: "App ersetzen", withPasskeys: "Mit deinen Passkeys einschalten",
      removeApp: "App entfernen", removeQuestion: "Die App entfernen? Deine Passkeys bleiben der zweite Faktor.", appRemoved: "Die App ist entfernt.",
      switchOff: "Ausschalten", offQuestion: "Die Anmeldung in zwei Schritten ausschalten? Die App, die Wiederherstellungscodes und die gemerkten Geräte verschwinden mit ihr.",
      done: "Die Anmeldung in zwei Schritten ist an. Deine anderen Geräte sind abgemeldet.", offDone: "Die Anmeldung in zwei Schritten ist aus.",
      appSet: "Die App ist eingerichtet. Deine anderen Geräte sind abgemeldet.", codeOver: "Dieser Code gilt nicht mehr. Richte die App noch einmal ein.",
    },
    enrolment: {
      title: "App verbinden", scan: "Scanne diesen Code mit einer Authenticator-App oder mit einem Passwortmanager, der Codes erzeugt.",
      qr: "QR-Code für deine App", open: "Eine App auf diesem Gerät öffnen", key: "Oder gib diesen Schlüssel in der App ein:", copyKey: "Schlüssel kopieren", submit: "Bestätigen",
    },
    codes: {
      title: "Wiederherstellungscodes", text: "Wenn du deinen zweiten Faktor nicht bei dir hast, tritt ein Wiederherstellungscode an seine Stelle. Jeder gilt einmal.",
      left: (count) => (count === 1 ? "1 Code ist übrig." : `${n(count)} Codes sind übrig.`), few: "Erzeuge neue, bevor du sie brauchst.",
      renew: "Neue Codes erzeugen", question: "Neue Wiederherstellungscodes erzeugen? Die bisherigen gelten dann nicht mehr.",
      once: "Bewahre diese Codes jetzt auf, getrennt von deinem Passwort. Noch einmal können wir sie nicht zeigen: Wir speichern sie nicht.",
      of: (email, day) => `Wiederherstellungscodes von ${email} für Stylipp, ${day}`,
      copy: "Codes kopieren", download: "Herunterladen", print: "Drucken", saved: "Ich habe sie aufbewahrt",
    },
    devices: {
      title: "Gemerkte Geräte", forget: "Alle vergessen", forgotten: "Alle Geräte sind vergessen. Bei ihrer nächsten Anmeldung wird der zweite Schritt wieder verlangt.",
      count: (count) =>
        count === 0 ? "Es ist kein Gerät gemerkt: Jede Anmeldung verlangt den zweiten Schritt."
        : `Auf ${count === 1 ? "1 Gerät" : `${n(count)} Geräten`} verlangt die Anmeldung keinen zweiten Schritt.`,
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
      by: (words, method) => `${words}: ${method}`,
      times: (words, count) => `${words} (${n(count)}-mal)`, empty: "Nichts dergleichen ist geschehen.",
      newer: "Es gibt neuere Einträge.", show: "Zeigen", older: "Ältere", newest: "Neueste",
    },
  },
};
