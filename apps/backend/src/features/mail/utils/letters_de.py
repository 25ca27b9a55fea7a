"""The texts of the e-mails in German."""

from src.features.mail.schemas.schemas import EmailKind
from src.features.mail.utils.letter import Letter

ON = "unter"
UNKNOWN = "einem unbekannten Browser"
NEW_ACCOUNT = (
    "Zu dieser Adresse gibt es noch kein Stylipp-Konto: Mit der Anmeldung wird eines angelegt."
)
OR_COPY = "Oder kopiere diese Adresse in deinen Browser:"
UNITS = {3600: ("Stunde", "Stunden"), 60: ("Minute", "Minuten"), 1: ("Sekunde", "Sekunden")}

GERMAN = {
    EmailKind.VERIFY_EMAIL: Letter(
        "Bestätige deine E-Mail-Adresse",
        "Jemand hat am {date} von {asked_from} aus mit dieser Adresse ein Stylipp-Konto "
        "angelegt. Bestätige nur, wenn du das warst: Wer es angelegt hat, kann sich dort "
        "anmelden.",
        "Adresse bestätigen",
        "verify-email",
        "Der Link kann einmal verwendet werden und gilt {duration}. Wenn du diese E-Mail "
        "ignorierst, bleibt die Adresse unbestätigt.",
        "Das war ich nicht",
    ),
    EmailKind.RESET_PASSWORD: Letter(
        "Setze dein Passwort zurück",
        "Wir haben eine Anfrage erhalten, das Passwort deines Stylipp-Kontos zurückzusetzen.",
        "Neues Passwort festlegen",
        "reset-password",
        "Der Link kann einmal verwendet werden und gilt {duration}. Wenn du das nicht "
        "angefordert hast, kannst du diese E-Mail ignorieren: Dein Passwort ändert sich nicht.",
    ),
    EmailKind.CONFIRM_EMAIL_CHANGE: Letter(
        "Bestätige deine neue E-Mail-Adresse",
        "Jemand hat am {date} von {asked_from} aus verlangt, diese Adresse für ein Stylipp-Konto "
        "zu verwenden. Bestätige nur, wenn du das warst: Wem das Konto gehört, der kann sich "
        "dort anmelden.",
        "Diese Adresse verwenden",
        "confirm-email-change",
        "Der Link kann einmal verwendet werden und gilt {duration}. Wenn du diese E-Mail "
        "ignorierst, behält das Konto seine bisherige Adresse.",
        "Das war ich nicht",
    ),
    EmailKind.EMAIL_CHANGE_REQUESTED: Letter(
        "Deine E-Mail-Adresse soll geändert werden",
        "Wir haben eine Anfrage erhalten, die E-Mail-Adresse deines Stylipp-Kontos zu ändern. "
        "Sie ändert sich nur, wenn die neue Adresse bestätigt wird.",
        None,
        "",
        "Wenn du das nicht warst, ändere jetzt dein Passwort: Das bricht die Änderung ab und "
        "meldet alle anderen Geräte ab.",
    ),
    EmailKind.PASSWORD_CHANGED: Letter(
        "Dein Passwort wurde geändert",
        "Das Passwort deines Stylipp-Kontos wurde geändert, und alle anderen Geräte wurden "
        "abgemeldet.",
        None,
        "",
        "Wenn du das nicht warst, verwende sofort „Passwort vergessen“ auf der Anmeldeseite.",
    ),
    EmailKind.PASSWORD_KNOWN: Letter(
        "Jemand kennt dein Passwort",
        "Jemand hat das richtige Passwort deines Stylipp-Kontos eingegeben, aber mehrmals einen "
        "falschen Code im zweiten Schritt der Anmeldung. Angemeldet wurde niemand.",
        None,
        "",
        "Wenn du das nicht warst, ändere jetzt dein Passwort, überall, wo du es verwendest.",
    ),
    EmailKind.TWO_STEP_ON: Letter(
        "Die Anmeldung in zwei Schritten ist eingeschaltet",
        "Die Anmeldung bei deinem Stylipp-Konto verlangt jetzt nach dem Passwort einen zweiten "
        "Schritt. Alle anderen Geräte wurden abgemeldet. Bewahre die Wiederherstellungscodes so "
        "auf, dass du sie auch ohne dein Telefon findest.",
        None,
        "",
        "Wenn du das nicht warst, verwende sofort „Passwort vergessen“ auf der Anmeldeseite, und "
        "wende dich dann an den Support: Ohne den zweiten Faktor kannst du sie nicht "
        "ausschalten.",
    ),
    EmailKind.TWO_STEP_OFF: Letter(
        "Die Anmeldung in zwei Schritten ist ausgeschaltet",
        "Die Anmeldung bei deinem Stylipp-Konto verlangt keinen zweiten Schritt mehr. Die "
        "Authenticator-App und die Wiederherstellungscodes des Kontos wurden gelöscht.",
        None,
        "",
        "Wenn du das nicht warst, ändere jetzt dein Passwort, und schalte die Anmeldung in zwei "
        "Schritten wieder ein.",
    ),
    EmailKind.RECOVERY_CODE_USED: Letter(
        "Ein Wiederherstellungscode wurde verwendet",
        "Einer der Wiederherstellungscodes deines Stylipp-Kontos wurde anstelle des zweiten "
        "Faktors verwendet. Er gilt nicht mehr. Neue kannst du auf der Seite „Sicherheit“ deines "
        "Kontos erzeugen.",
        None,
        "",
        "Wenn du das nicht warst, ändere jetzt dein Passwort, und erzeuge neue Codes.",
    ),
    EmailKind.SECOND_FACTOR_CHANGED: Letter(
        "Ein zweiter Faktor wurde geändert",
        "Die Authenticator-App deines Stylipp-Kontos wurde ersetzt oder entfernt, oder es wurden "
        "neue Wiederherstellungscodes erzeugt.",
        None,
        "",
        "Wenn du das nicht warst, melde alle anderen Geräte ab, ändere dein Passwort, und "
        "erzeuge neue Codes.",
    ),
    EmailKind.PASSKEY_ADDED: Letter(
        "Ein Passkey wurde hinzugefügt",
        "Zu deinem Stylipp-Konto wurde ein Passkey hinzugefügt. Mit ihm kann man sich anmelden.",
        None,
        "",
        "Wenn du das nicht warst, entferne ihn auf der Seite „Sicherheit“ deines Kontos, melde "
        "dort alle anderen Geräte ab, und ändere dein Passwort.",
    ),
    EmailKind.PASSKEY_REMOVED: Letter(
        "Ein Passkey wurde entfernt",
        "Von deinem Stylipp-Konto wurde ein Passkey entfernt.",
        None,
        "",
        "Wenn du das nicht warst, melde alle anderen Geräte ab, und ändere dein Passwort.",
    ),
    EmailKind.IDENTITY_CONNECTED: Letter(
        "Ein weiterer Weg zur Anmeldung wurde verbunden",
        "Ein Konto bei einem anderen Anbieter wurde mit deinem Stylipp-Konto verbunden. Mit ihm "
        "kann man sich anmelden.",
        None,
        "",
        "Wenn du das nicht warst, entferne es auf der Seite „Sicherheit“ deines Kontos, melde "
        "dort alle anderen Geräte ab, und ändere dein Passwort.",
    ),
    EmailKind.IDENTITY_REMOVED: Letter(
        "Ein verbundenes Konto wurde entfernt",
        "Mit einem Konto bei einem anderen Anbieter kann man sich nicht mehr bei deinem "
        "Stylipp-Konto anmelden.",
        None,
        "",
        "Wenn du das nicht warst, melde alle anderen Geräte ab, und ändere dein Passwort.",
    ),
    EmailKind.ACCOUNT_CLAIMED: Letter(
        "Deine E-Mail-Adresse ist bestätigt",
        "Du hast gezeigt, dass diese E-Mail-Adresse dir gehört. Alles, womit man sich bisher bei "
        "dem Stylipp-Konto dieser Adresse anmelden konnte, wurde entfernt, und alle Geräte "
        "wurden abgemeldet: Jemand anderes könnte es eingerichtet haben.",
        None,
        "",
        "Ein neues Passwort kannst du auf der Seite „Sicherheit“ deines Kontos festlegen.",
    ),
    EmailKind.LOGIN_CODE: Letter(
        "Dein Anmeldecode: {code}",
        "Mit diesem Code meldest du dich bei Stylipp in dem Browser an, in dem du ihn "
        "angefordert hast: {code}",
        "Mit diesem Link anmelden",
        "login/mail",
        "Code und Link können einmal verwendet werden und gelten {duration}. Angefordert wurden "
        "sie von {asked_from}. Wenn du das nicht warst, kannst du diese E-Mail ignorieren. Gib "
        "den Code niemals weiter. Passkeys können so nicht gestohlen werden: Auf der Seite "
        "„Sicherheit“ deines Kontos kannst du einen hinzufügen.",
    ),
    EmailKind.REAUTHENTICATION_CODE: Letter(
        "Dein Bestätigungscode: {code}",
        "Mit diesem Code bestätigst du auf der Seite von Stylipp, die danach fragt, dass du es "
        "bist: {code}",
        None,
        "",
        "Er kann einmal verwendet werden und gilt {duration}. Angefordert wurde er von "
        "{asked_from}. Wenn du das nicht warst, ist jemand in deinem Konto angemeldet: Melde auf "
        "der Seite „Sicherheit“ alle anderen Geräte ab, und gib den Code niemals weiter.",
    ),
}
