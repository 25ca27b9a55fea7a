"""The texts of the e-mails in German."""

from src.features.mail.schemas.schemas import EmailKind
from src.features.mail.utils.letter import Letter

UNKNOWN = "einem unbekannten Browser"
NEW_ACCOUNT = (
    "Zu dieser Adresse gibt es noch kein Stylipp-Konto: Mit der Anmeldung wird eines angelegt."
)
OR_COPY = "Oder kopieren Sie diese Adresse in Ihren Browser:"
UNITS = {3600: ("Stunde", "Stunden"), 60: ("Minute", "Minuten"), 1: ("Sekunde", "Sekunden")}

GERMAN = {
    EmailKind.VERIFY_EMAIL: Letter(
        "Bestätigen Sie Ihre E-Mail-Adresse",
        "Jemand hat am {date} von {asked_from} aus mit dieser Adresse ein Stylipp-Konto angelegt. Bestätigen "
        "Sie nur, wenn Sie das waren: Wer es angelegt hat, kann sich dort anmelden.",
        "Adresse bestätigen",
        "verify-email",
        "Der Link kann einmal verwendet werden und gilt {duration}. Wenn Sie diese E-Mail ignorieren, bleibt "
        "die Adresse unbestätigt.",
        "Das war ich nicht",
    ),
    EmailKind.RESET_PASSWORD: Letter(
        "Setzen Sie Ihr Passwort zurück",
        "Wir haben eine Anfrage erhalten, das Passwort Ihres Stylipp-Kontos zurückzusetzen.",
        "Neues Passwort festlegen",
        "reset-password",
        "Der Link kann einmal verwendet werden und gilt {duration}. Wenn Sie das nicht angefordert haben, können "
        "Sie diese E-Mail ignorieren: Ihr Passwort ändert sich nicht.",
    ),
    EmailKind.CONFIRM_EMAIL_CHANGE: Letter(
        "Bestätigen Sie Ihre neue E-Mail-Adresse",
        "Jemand hat am {date} von {asked_from} aus verlangt, diese Adresse für ein Stylipp-Konto zu verwenden. "
        "Bestätigen Sie nur, wenn Sie das waren: Wem das Konto gehört, der kann sich dort anmelden.",
        "Diese Adresse verwenden",
        "confirm-email-change",
        "Der Link kann einmal verwendet werden und gilt {duration}. Wenn Sie diese E-Mail ignorieren, behält das "
        "Konto seine bisherige Adresse.",
        "Das war ich nicht",
    ),
    EmailKind.EMAIL_CHANGE_REQUESTED: Letter(
        "Ihre E-Mail-Adresse soll geändert werden",
        "Wir haben eine Anfrage erhalten, die E-Mail-Adresse Ihres Stylipp-Kontos zu ändern. Sie ändert sich "
        "nur, wenn die neue Adresse bestätigt wird.",
        None,
        "",
        "Wenn Sie das nicht waren, ändern Sie jetzt Ihr Passwort: Das bricht die Änderung ab und meldet alle "
        "anderen Geräte ab.",
    ),
    EmailKind.PASSWORD_CHANGED: Letter(
        "Ihr Passwort wurde geändert",
        "Das Passwort Ihres Stylipp-Kontos wurde geändert, und alle anderen Geräte wurden abgemeldet.",
        None,
        "",
        "Wenn Sie das nicht waren, verwenden Sie sofort „Passwort vergessen“ auf der Anmeldeseite.",
    ),
    EmailKind.PASSWORD_KNOWN: Letter(
        "Jemand kennt Ihr Passwort",
        "Jemand hat das richtige Passwort Ihres Stylipp-Kontos eingegeben, aber mehrmals einen falschen Code im "
        "zweiten Schritt der Anmeldung. Angemeldet wurde niemand.",
        None,
        "",
        "Wenn Sie das nicht waren, ändern Sie jetzt Ihr Passwort, überall, wo Sie es verwenden.",
    ),
    EmailKind.TWO_STEP_ON: Letter(
        "Die Anmeldung in zwei Schritten ist eingeschaltet",
        "Die Anmeldung bei Ihrem Stylipp-Konto verlangt jetzt nach dem Passwort einen zweiten Schritt. Alle "
        "anderen Geräte wurden abgemeldet. Bewahren Sie die Wiederherstellungscodes so auf, dass Sie sie auch "
        "ohne Ihr Telefon finden.",
        None,
        "",
        "Wenn Sie das nicht waren, verwenden Sie sofort „Passwort vergessen“ auf der Anmeldeseite, und wenden Sie "
        "sich dann an den Support: Ohne den zweiten Faktor können Sie sie nicht ausschalten.",
    ),
    EmailKind.TWO_STEP_OFF: Letter(
        "Die Anmeldung in zwei Schritten ist ausgeschaltet",
        "Die Anmeldung bei Ihrem Stylipp-Konto verlangt keinen zweiten Schritt mehr. Die Authenticator-App und "
        "die Wiederherstellungscodes des Kontos wurden gelöscht.",
        None,
        "",
        "Wenn Sie das nicht waren, ändern Sie jetzt Ihr Passwort, und schalten Sie die Anmeldung in zwei "
        "Schritten wieder ein.",
    ),
    EmailKind.RECOVERY_CODE_USED: Letter(
        "Ein Wiederherstellungscode wurde verwendet",
        "Einer der Wiederherstellungscodes Ihres Stylipp-Kontos wurde anstelle des zweiten Faktors verwendet. Er "
        "gilt nicht mehr. Neue können Sie auf der Seite „Sicherheit“ Ihres Kontos erzeugen.",
        None,
        "",
        "Wenn Sie das nicht waren, ändern Sie jetzt Ihr Passwort, und erzeugen Sie neue Codes.",
    ),
    EmailKind.SECOND_FACTOR_CHANGED: Letter(
        "Ein zweiter Faktor wurde geändert",
        "Die Authenticator-App Ihres Stylipp-Kontos wurde ersetzt oder entfernt, oder es wurden neue "
        "Wiederherstellungscodes erzeugt.",
        None,
        "",
        "Wenn Sie das nicht waren, melden Sie alle anderen Geräte ab, ändern Sie Ihr Passwort, und erzeugen Sie "
        "neue Codes.",
    ),
    EmailKind.PASSKEY_ADDED: Letter(
        "Ein Passkey wurde hinzugefügt",
        "Zu Ihrem Stylipp-Konto wurde ein Passkey hinzugefügt. Mit ihm kann man sich anmelden.",
        None,
        "",
        "Wenn Sie das nicht waren, entfernen Sie ihn auf der Seite „Sicherheit“ Ihres Kontos, melden Sie dort "
        "alle anderen Geräte ab, und ändern Sie Ihr Passwort.",
    ),
    EmailKind.PASSKEY_REMOVED: Letter(
        "Ein Passkey wurde entfernt",
        "Von Ihrem Stylipp-Konto wurde ein Passkey entfernt.",
        None,
        "",
        "Wenn Sie das nicht waren, melden Sie alle anderen Geräte ab, und ändern Sie Ihr Passwort.",
    ),
    EmailKind.IDENTITY_CONNECTED: Letter(
        "Ein weiterer Weg zur Anmeldung wurde verbunden",
        "Ein Konto bei einem anderen Anbieter wurde mit Ihrem Stylipp-Konto verbunden. Mit ihm kann man sich "
        "anmelden.",
        None,
        "",
        "Wenn Sie das nicht waren, entfernen Sie es auf der Seite „Sicherheit“ Ihres Kontos, melden Sie dort "
        "alle anderen Geräte ab, und ändern Sie Ihr Passwort.",
    ),
    EmailKind.IDENTITY_REMOVED: Letter(
        "Ein verbundenes Konto wurde entfernt",
        "Mit einem Konto bei einem anderen Anbieter kann man sich nicht mehr bei Ihrem Stylipp-Konto anmelden.",
        None,
        "",
        "Wenn Sie das nicht waren, melden Sie alle anderen Geräte ab, und ändern Sie Ihr Passwort.",
    ),
    EmailKind.ACCOUNT_CLAIMED: Letter(
        "Ihre E-Mail-Adresse ist bestätigt",
        "Sie haben gezeigt, dass diese E-Mail-Adresse Ihnen gehört. Alles, womit man sich bisher bei dem "
        "Stylipp-Konto dieser Adresse anmelden konnte, wurde entfernt, und alle Geräte wurden abgemeldet: Jemand "
        "anderes könnte es eingerichtet haben.",
        None,
        "",
        "Ein neues Passwort können Sie auf der Seite „Sicherheit“ Ihres Kontos festlegen.",
    ),
    EmailKind.LOGIN_CODE: Letter(
        "Ihr Anmeldecode: {code}",
        "Mit diesem Code melden Sie sich bei Stylipp in dem Browser an, in dem Sie ihn angefordert haben: {code}",
        "Mit diesem Link anmelden",
        "login/mail",
        "Code und Link können einmal verwendet werden und gelten {duration}. Angefordert wurden sie von "
        "{asked_from}. Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren. Geben Sie den Code niemals "
        "weiter. Passkeys können so nicht gestohlen werden: Auf der Seite „Sicherheit“ Ihres Kontos können Sie "
        "einen hinzufügen.",
    ),
    EmailKind.REAUTHENTICATION_CODE: Letter(
        "Ihr Bestätigungscode: {code}",
        "Mit diesem Code bestätigen Sie auf der Seite von Stylipp, die danach fragt, dass Sie es sind: {code}",
        None,
        "",
        "Er kann einmal verwendet werden und gilt {duration}. Angefordert wurde er von {asked_from}. Wenn Sie das "
        "nicht waren, ist jemand in Ihrem Konto angemeldet: Melden Sie auf der Seite „Sicherheit“ alle anderen "
        "Geräte ab, und geben Sie den Code niemals weiter.",
    ),
}
