"""The texts of the e-mails in English."""

from src.features.mail.schemas.schemas import EmailKind
from src.features.mail.utils.letter import Letter

ON = "on"
UNKNOWN = "an unknown browser"
NEW_ACCOUNT = "There is no Stylipp account with this address yet: logging in creates one."
OR_COPY = "Or copy this address into your browser:"
UNITS = {3600: ("hour", "hours"), 60: ("minute", "minutes"), 1: ("second", "seconds")}

ENGLISH = {
    EmailKind.VERIFY_EMAIL: Letter(
        "Confirm your e-mail address",
        "Somebody made a Stylipp account with this address on {date}, from {asked_from}. Confirm only if that "
        "was you: whoever made it can sign in to it.",
        "Confirm my address",
        "verify-email",
        "The link can be used once and is valid for {duration}. If you ignore this e-mail, the address stays "
        "unconfirmed.",
        "This was not me",
    ),
    EmailKind.RESET_PASSWORD: Letter(
        "Reset your password",
        "We received a request to reset the password of your Stylipp account.",
        "Set a new password",
        "reset-password",
        "The link can be used once and is valid for {duration}. If you did not request this, you "
        "can ignore this e-mail: your password will not change.",
    ),
    EmailKind.CONFIRM_EMAIL_CHANGE: Letter(
        "Confirm your new e-mail address",
        "Somebody asked to use this address for a Stylipp account on {date}, from {asked_from}. Confirm only if "
        "that was you: whoever owns the account can sign in to it.",
        "Use this address",
        "confirm-email-change",
        "The link can be used once and is valid for {duration}. If you ignore this e-mail, the account keeps "
        "its old address.",
        "This was not me",
    ),
    EmailKind.EMAIL_CHANGE_REQUESTED: Letter(
        "Your e-mail address is about to change",
        "We received a request to change the e-mail address of your Stylipp account. It will change "
        "only if the new address is confirmed.",
        None,
        "",
        "If this was not you, change your password now: this cancels the request and logs out all "
        "other devices.",
    ),
    EmailKind.PASSWORD_CHANGED: Letter(
        "Your password was changed",
        "The password of your Stylipp account was changed, and all other devices were logged out.",
        None,
        "",
        'If this was not you, use "Forgot password" on the login page immediately.',
    ),
    EmailKind.PASSWORD_KNOWN: Letter(
        "Somebody knows your password",
        "Somebody entered the right password of your Stylipp account, but several wrong codes in the "
        "second step of the login. They were not logged in.",
        None,
        "",
        "If this was not you, change your password now, wherever you use it.",
    ),
    EmailKind.TWO_STEP_ON: Letter(
        "Two-step login is on",
        "Logging in to your Stylipp account now takes a second step after the password. All other "
        "devices were logged out. Keep the recovery codes where you find them without your phone.",
        None,
        "",
        'If this was not you, use "Forgot password" on the login page immediately, and then contact '
        "support: you cannot switch it off without the second factor.",
    ),
    EmailKind.TWO_STEP_OFF: Letter(
        "Two-step login is off",
        "Logging in to your Stylipp account no longer takes a second step. The authenticator app and "
        "the recovery codes of the account were deleted.",
        None,
        "",
        "If this was not you, change your password now, and switch two-step login on again.",
    ),
    EmailKind.RECOVERY_CODE_USED: Letter(
        "A recovery code was used",
        "One of the recovery codes of your Stylipp account was used instead of the second factor. It "
        "cannot be used again. You can make new ones on the Security page of your account.",
        None,
        "",
        "If this was not you, change your password now, and make new recovery codes.",
    ),
    EmailKind.SECOND_FACTOR_CHANGED: Letter(
        "A second factor was changed",
        "The authenticator app of your Stylipp account was replaced or removed, or new recovery codes "
        "were made.",
        None,
        "",
        "If this was not you, log out all other devices, change your password, and make new recovery "
        "codes.",
    ),
    EmailKind.PASSKEY_ADDED: Letter(
        "A passkey was added",
        "A passkey was added to your Stylipp account. It can be used to log in.",
        None,
        "",
        "If this was not you, remove it on the Security page of your account, log out all other "
        "devices there, and change your password.",
    ),
    EmailKind.LOGIN_CODE: Letter(
        "Your code to log in: {code}",
        "This code logs you in to Stylipp in the browser where you asked for it: {code}",
        "Log in with this link",
        "login/mail",
        "Code and link can be used once and are valid for {duration}. They were requested from "
        "{asked_from}. If that was not you, you can ignore this e-mail. Never tell the code to anybody. "
        "Passkeys cannot be stolen like this: you can add one on the Security page of your account.",
    ),
    EmailKind.REAUTHENTICATION_CODE: Letter(
        "Your code to confirm that it is you: {code}",
        "This code confirms on the Stylipp page that asks for it that it is you: {code}",
        None,
        "",
        "It can be used once and is valid for {duration}. It was requested from {asked_from}. If that was "
        "not you, somebody is logged in to your account: log out all other devices on its Security page, "
        "and never tell the code to anybody.",
    ),
    EmailKind.IDENTITY_CONNECTED: Letter(
        "Another way to log in was connected",
        "An account at another provider was connected to your Stylipp account. It can be used to log in.",
        None,
        "",
        "If this was not you, remove it on the Security page of your account, log out all other devices "
        "there, and change your password.",
    ),
    EmailKind.IDENTITY_REMOVED: Letter(
        "A connected account was removed",
        "An account at another provider can no longer be used to log in to your Stylipp account.",
        None,
        "",
        "If this was not you, log out all other devices, and change your password.",
    ),
    EmailKind.ACCOUNT_CLAIMED: Letter(
        "Your e-mail address is confirmed",
        "You have shown that this e-mail address is yours. Everything that was set before to log in to its "
        "Stylipp account was removed, and all devices were logged out: somebody else may have set it.",
        None,
        "",
        "You can set a new password on the Security page of your account.",
    ),
    EmailKind.PASSKEY_REMOVED: Letter(
        "A passkey was removed",
        "A passkey was removed from your Stylipp account.",
        None,
        "",
        "If this was not you, log out all other devices, and change your password.",
    ),
}
