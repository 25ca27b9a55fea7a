const n = (value: number) => new Intl.NumberFormat("en").format(value);

export const en = {
  /** What has happened to an account, by the type of the event. */
  events: {
    registered: "Account created", logged_in: "Logged in",
    login_failed: "Failed login", login_refused: "Login refused after too many attempts",
    logged_out: "Logged out", session_ended: "A device was logged out",
    all_sessions_ended: "All devices were logged out",
    other_sessions_ended: "All other devices were logged out",
    refresh_token_reused: "Logged out because a copied login was used", password_changed: "Password changed",
    password_reset: "Password set anew by a mailed link", email_verified: "E-mail address confirmed",
    email_change_requested: "New e-mail address entered",
    email_change_canceled: "Change of the e-mail address canceled", email_changed: "E-mail address changed",
    promoted: "Made an administrator", demoted: "No longer an administrator",
    role_changed: "Role changed", // until there were the two above
    account_disabled: "Account disabled", account_enabled: "Account enabled", account_exported: "Data downloaded",
    account_deleted: "Account deleted", reauthenticated: "Proven once more who it is",
    mfa_failed: "Failed second step or proof", mfa_refused: "Second step or proof refused after too many attempts",
    two_step_on: "Two-step login switched on", two_step_off: "Two-step login switched off",
    totp_confirmed: "Authenticator app set up", totp_removed: "Authenticator app removed",
    recovery_code_used: "Recovery code used", recovery_codes_made: "New recovery codes made",
    trusted_devices_forgotten: "All remembered devices forgotten", passkey_added: "Passkey added",
    passkey_removed: "Passkey removed", passkey_counter_regressed: "Passkey refused, which may have been copied",
    identity_linked: "Other account connected", identity_unlinked: "Other account disconnected",
    account_claimed: "Address confirmed; what was set up before was removed",
    account_denied: "Deleted by “This was not me”",
  },
  /** How a login was proven. */
  methods: { password: "password", totp: "authenticator app", recovery_code: "recovery code", passkey: "passkey", email: "e-mail", oidc: "other account" },
  /** What a login has changed. */
  news: {
    claimed: "Your address is confirmed. The password set before was removed; set a new one.",
    opened: (ways: string) => `This account can also be opened with: ${ways}.`, look: "Look at Security",
    password: "a password", passkey: "a passkey",
  },
  copy: "Copy", copied: "Copied.", notCopied: "The browser does not allow this. Select the text and copy it yourself.",
  account: {
    title: "Your account",
    back: "Back to your account",
    current: "Current password",
    wrong: "This is not your current password.",
    profile: {
      title: "Profile", since: "Since", state: "Confirmed", yes: "Yes", no: "Not yet",
      open: "Open the link in the mail that we sent you, so that we know the address is yours.",
      locale: "Language of our mails", save: "Save the language", saved: "The language of our mails is saved.",
    },
    email: {
      title: "E-mail", new: "New e-mail", submit: "Change e-mail", cancel: "Cancel the change",
      sent: (next: string) => `A mail is on its way to ${next}.`,
      waits: (next: string) => `${next} waits to be confirmed with the link in our mail.`,
      until: (now: string) => `Until then, your address stays ${now}. If no mail arrives, cancel the change and ask for it again.`,
      canceled: (now: string) => `The change is canceled. Your address stays ${now}.`,
    },
    change: "Change password",
    none: "Your account has no password. You can set one.", set: "Set a password",
    setDone: "Your password is set. You stay logged in here; all other devices are logged out.",
    changed: "Your password is changed. You stay logged in here; all other devices are logged out.",
    sessions: {
      title: "Where you are logged in", here: "This device", device: (name: string) => `${name}`, unknown: "Unknown device",
      network: "Network address", contact: "Last contact", since: "Logged in",
      several: "Each login is listed, so one device can be here more than once.", onlyHere: "Only here.",
      end: (device: string) => `Log out ${device}`, ended: (device: string) => `${device} is logged out.`,
      endOthers: "Log out everywhere else", endedOthers: "You are logged out everywhere else.",
      endHere: "Log out here",
    },
    activity: {
      title: "Activity", empty: "Nothing has happened yet.", end: "That is all.", time: "When",
      method: "How", network: "Network", count: "How often", actor: "Who", admin: "An administrator", you: "You, on another account",
    },
    yours: "Your data",
    take: "It is yours: take it with you, or have us delete it.",
    data: {
      title: "Download your data", submit: "Download",
      text: "One file in JSON, which people and programs can read. In it:",
      parts: [
        "your account: its address and role, and when it was created, confirmed and changed",
        "where you are logged in, and where you were until lately",
        "your passkeys, connected accounts and two-step login",
        "links and mails that are on their way to you",
        "links to your photos, which work for a while, with colors and quality",
        "what happened to your account: the latest 1,000 entries",
      ],
      without: "Your password and your codes are not in it.",
      done: "Your file is ready. If it was not saved by itself, choose it here.",
    },
    delete: {
      title: "Delete your account", submit: "Delete my account", question: "Delete your account, at once and for good?", keep: "No, keep my account",
      goes: "What goes, at once and for good",
      gone: ["your account, with its address and password", "all photos", "passkeys, connected accounts and two-step login", "all logins on all devices", "mails and links on their way to you"],
      stays: "What stays",
      kept: "A record of what happened, under random numbers. Neither your address nor your name is in it.",
      download: "Download your data first",
    },
  },
  photos: { title: "Photos", intro: "Pictures of what you wear, with their colors.", open: "Your photos" },
  security: {
    title: "Security", intro: "Passkeys, connected accounts, two-step login and recovery codes.", open: "Passkeys and two-step login",
    unconfirmed: "Confirm your address first, with the link in the mail that we sent you. Then you can add passkeys, connect accounts and switch on two-step login.",
    administration: {
      why: "Administrators need two-step login here. Switch it on, then you can go back to the administration.",
      prove: "The administration needs your second factor, and may ask you for it.", goOn: "Go to the administration",
    },
    passkeys: {
      title: "Passkeys", add: "Add a passkey", addKey: "Add a security key",
      text: "With a passkey you log in by fingerprint, face or PIN: without a password, and without a second step. It works on our pages only, so no other site can trick you into giving it away.",
      keyHint: "A security key without a PIN cannot replace the password. It is a second factor, which is asked for after it.",
      canceled: "No passkey was added: this was canceled, took too long, or you were not recognized.",
      added: (name: string) => `${name} is added.`, renamed: (name: string) => `Renamed to ${name}.`, removed: (name: string) => `${name} is removed.`,
      provider: "Provider", use: "For", signIn: "Login", secondFactor: "Second factor", since: "Added", used: "Last used", never: "Never",
      synced: "Synced", byProvider: "By its provider", no: "No", name: "Name", save: "Save",
      rename: "Rename", renameOne: (name: string) => `Rename ${name}`, remove: "Remove", removeOne: (name: string) => `Remove ${name}`,
      question: (name: string) => `Remove ${name}? You can no longer log in with it.`,
      factorQuestion: (name: string) => `Remove ${name}? It is no longer your second factor.`,
    },
    identities: {
      title: "Connected accounts",
      account: "Account", since: "Connected", used: "Last used", never: "Never", off: "It is not set up here any more, and does not sign in.",
      text: "With an account at another provider you can log in here without a password.",
      connect: (provider: string) => `Connect ${provider}`, disconnect: "Disconnect", disconnectOne: (provider: string) => `Disconnect ${provider}`,
      question: (provider: string) => `Disconnect ${provider}? You cannot log in with it any more.`,
      disconnected: (provider: string) => `${provider} is disconnected.`,
    },
    twoStep: {
      title: "Two-step login", state: "State", on: "On", off: "Off", app: "App", yes: "Connected", no: "None",
      text: "After the password, a login also asks for a code of an app on your phone, or for a passkey. Somebody who knows your password does not get in with it alone.",
      setUp: "Set up an app", replace: "Replace the app", withPasskeys: "Switch on with your passkeys",
      removeApp: "Remove the app", removeQuestion: "Remove the app? Your passkeys stay the second factor.", appRemoved: "The app is removed.",
      switchOff: "Switch off", offQuestion: "Switch two-step login off? The app, the recovery codes and the remembered devices go with it.",
      done: "Two-step login is on. Your other devices are logged out.", offDone: "Two-step login is off.",
      appSet: "The app is set up. Your other devices are logged out.", codeOver: "This code is no longer valid. Set the app up again.",
    },
    enrolment: {
      title: "Connect your app", scan: "Scan this code with an authenticator app, or with a password manager that makes codes.",
      qr: "QR code for your app", open: "Open an app on this device", key: "Or enter this key in the app:", copyKey: "Copy the key", submit: "Confirm",
    },
    codes: {
      title: "Recovery codes", text: "If you do not have your second factor with you, a recovery code takes its place. Each one works once.",
      left: (count: number) => (count === 1 ? "1 code is left." : `${n(count)} codes are left.`), few: "Make new ones before you need them.",
      renew: "Make new codes", question: "Make new recovery codes? The ones that you have stop working.",
      once: "Save these codes now, apart from your password. We cannot show them again: we do not store them.",
      of: (email: string, day: string) => `Recovery codes of ${email} for Stylipp, ${day}`,
      copy: "Copy the codes", download: "Download", print: "Print", saved: "I have saved them",
    },
    devices: {
      title: "Remembered devices", forget: "Forget all", forgotten: "All devices are forgotten. Their next login asks for the second step.",
      count: (count: number) =>
        count === 0 ? "No device is remembered: each login asks for the second step."
        : `Logins do not ask for the second step on ${count === 1 ? "1 device" : `${n(count)} devices`}.`,
    },
  },
  admin: {
    only: "Only administrators",
    users: {
      title: "Accounts", search: "Beginning of the address", address: "Address", all: "All",
      role: "Role", roles: { user: "User", admin: "Administrator" },
      state: "State", states: { active: "Active", disabled: "Disabled" },
      since: "Since", seen: "Last seen", never: "Not lately",
      found: (count: number) =>
        count > 10_000 ? `About ${n(count)} accounts. Search for those after the first 10,000.`
        : count === 1 ? "1 account" : `${n(count)} accounts`,
      nobody: (text: string) => (text ? `No account matches “${text}”.` : "No account matches."), clear: "Clear",
      pages: "Pages", page: (at: number, last: number) => `Page ${n(at)} of ${n(last)}`,
      previous: "Previous", next: "Next",
    },
    user: {
      title: "Account", gone: "No such account", goneEvents: "What happened to it", sessions: "Devices", nowhere: "Logged in nowhere.",
      oneself: "This is your own account. Only another administrator can change its role or disable it.",
      promote: {
        action: "Make administrator", question: (email: string) => `Make ${email} an administrator, who can change all accounts?`,
        done: (email: string) => `${email} is now an administrator.`,
      },
      demote: {
        action: "Make user", question: (email: string) => `Make ${email} a user, without the rights of administrators?`,
        done: (email: string) => `${email} is no longer an administrator.`,
      },
      disable: {
        action: "Disable", question: (email: string) => `Disable ${email}? All devices are logged out; nothing is deleted.`,
        done: (email: string) => `${email} is disabled and logged out everywhere.`,
      },
      enable: {
        action: "Enable", question: (email: string) => `Enable ${email} to log in again?`,
        done: (email: string) => `${email} can log in again.`,
      },
      end: {
        action: "End all", question: (email: string) => `Log out ${email} on all devices?`,
        done: (email: string) => `${email} is logged out everywhere.`,
      },
    },
    audit: {
      title: "Activity", caption: "Newest first", account: "Account", type: "What happened", since: "From", until: "Until",
      time: "Time", actor: "By", network: "Network", request: "Request", none: "–", deleted: "Deleted account",
      by: (words: string, method: string) => `${words}: ${method}`,
      times: (words: string, count: number) => `${words} (${n(count)} times)`, empty: "Nothing like this happened.",
      newer: "There are newer entries.", show: "Show them", older: "Older", newest: "Newest",
    },
  },
};
