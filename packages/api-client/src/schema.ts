// Generated from openapi.json by `make contracts`; do not edit.

export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the keys of tokens for other services
         * @description Returns the public keys (RFC 7517) that the tokens of `/v1/auth/tokens/{audience}` are verified
         *     with. They may be kept for five minutes; a token with an unknown `kid` is a reason to read them again,
         *     at most once a minute.
         */
        get: operations["read_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Liveness probe
         * @description Returns 200 while the process is running, and checks nothing else. For liveness probes.
         */
        get: operations["read_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readiness probe
         * @description Returns 200 when the database has every migration that this release needs, its tables can be read
         *     and written, and the server is not shutting down. For load balancers.
         */
        get: operations["read_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List audit events
         * @description Returns audit events of all accounts, newest first; rejected logins that are counted together
         *     are in the order of the minute in which they began. For administrators only.
         */
        get: operations["list_audit_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/email/change/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm your new address with a mailed link
         * @description Changes the account's address to the one that the link was mailed to. Sessions stay
         *     active.
         */
        post: operations["confirm_email_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/email/deny": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that a mailed link was not asked for by you
         * @description With the token of a link that verifies an address: deletes the account, which somebody else has
         *     registered with your address. With that of a link that changes an address: cancels the change.
         */
        post: operations["deny_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/email/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a login by e-mail
         * @description Mails a code and a link, and sets the attempt cookie: the code is valid in this browser only. The
         *     response is the same whether or not an account has this address; if none has, using the code
         *     creates one, unless the server's settings forbid it. Answers 404 where logins by e-mail are
         *     switched off.
         */
        post: operations["start_email_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/email/login/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in with a mailed code or link
         * @description Starts a session: returns a short-lived access token and sets the refresh cookie. A code requires
         *     the attempt cookie of the browser that has asked for it, and is void after five wrong tries. A
         *     `token` in another browser is answered `other_browser`, until `is_confirmed` says that the user was
         *     told and goes on. The 401 `mfa_required` sets the ticket cookie for the second step, which
         *     `/v1/auth/mfa/options` begins.
         */
        post: operations["complete_email_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/email/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify an address with a mailed link
         * @description Marks the account's address as verified.
         */
        post: operations["verify_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/email/verify/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request another verification link
         * @description Mails a new link, unless the address is already verified. Earlier links become invalid.
         */
        post: operations["resend_verification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in
         * @description Starts a session: returns a short-lived access token and sets the refresh cookie. The
         *     response is the same for an unknown address and a wrong password. The 401 `mfa_required` sets the
         *     ticket cookie for the second step, which `/v1/auth/mfa/options` begins.
         */
        post: operations["log_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End this session
         * @description Ends the session of the access token, of the refresh cookie, or of both, and clears the
         *     cookie. Always succeeds: a client without a session is already logged out.
         */
        post: operations["log_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End every session
         * @description Ends every session of the account, on all devices, including this one.
         */
        post: operations["log_out_everywhere"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End every other session
         * @description Ends every session of the account except the one of the access token. Their tokens are
         *     refused immediately.
         */
        post: operations["log_out_elsewhere"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/mfa/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * List the ways to do the second step of a login
         * @description Returns the second factors of the account that the first step belonged to, and what the
         *     browser needs to ask for one of its passkeys. Requires the ticket cookie of the first step, and
         *     sets the attempt cookie, which the answer of a passkey must come with.
         */
        post: operations["list_mfa_options"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/mfa/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do the second step of a login
         * @description Starts a session: returns a short-lived access token and sets the refresh cookie.
         *     Requires the ticket cookie of the first step, and with a `credential` the attempt cookie of
         *     `/v1/auth/mfa/options`. After `mfa_invalid`, another try is possible. After `mfa_expired` the login must begin again: its time
         *     or its five tries are over, or the account has changed.
         */
        post: operations["verify_second_step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the providers
         * @description Returns the providers that an account can be logged in to with, in the order of the settings, and
         *     whether codes are mailed.
         */
        get: operations["list_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/oidc/{provider}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in with a provider
         * @description Starts a session: returns a short-lived access token and sets the refresh cookie. Requires the
         *     attempt cookie. An unknown person gets an account. If an account has the address already, it is
         *     connected where the provider decides who has the address; otherwise the answer is
         *     `account_exists`. The 401 `mfa_required` sets the ticket cookie for the second step.
         */
        post: operations["complete_oidc_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/oidc/{provider}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Return from a provider
         * @description Where the provider sends the browser back to, with its answer in the query. Redirects to the front
         *     end's `/sign-in/{provider}`, with the answer in the fragment.
         */
        get: operations["return_from_provider"];
        put?: never;
        /**
         * Return from a provider by POST
         * @description The same for a provider that sends its answer as a form (`response_mode=form_post`).
         */
        post: operations["return_from_provider_by_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/oidc/{provider}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a login with a provider
         * @description Returns the provider's page to send the browser to, and sets the attempt cookie: the login can be
         *     completed in this browser only, within ten minutes. Nothing is stored.
         */
        post: operations["start_oidc_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/passkey/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in with a passkey
         * @description Starts a session: returns a short-lived access token and sets the refresh cookie.
         *     Requires the attempt cookie that `/v1/auth/passkey/options` has set. The authenticator must have verified its user, which is also the second step of an account with two-step
         *     login. `passkey_unknown` says that this passkey does not exist, and only that: the browser may
         *     delete it (`signalUnknownCredential`).
         */
        post: operations["log_in_with_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a login with a passkey
         * @description Returns what the browser needs to ask for a passkey of this site, and sets the attempt
         *     cookie: the challenge is valid in this browser only. Nothing is stored.
         */
        post: operations["start_passkey_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request a password reset link
         * @description Mails a link if an account has this address. The response is the same if none does.
         */
        post: operations["forgot_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset the password with a mailed link
         * @description Sets a new password and ends every session of the account. Does not start a session.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/reauthenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove that it is you
         * @description Lets this session do for a while what answers `reauthentication_required` otherwise. With two-step
         *     login, a password or a mailed code is answered `mfa_required`.
         */
        post: operations["reauthenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/reauthenticate/mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start proving by e-mail that it is you
         * @description Mails a code to your address; it is the `mail_code` of `/v1/auth/reauthenticate`, in this session
         *     only.
         */
        post: operations["mail_reauthentication_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/reauthenticate/oidc/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove with a provider that it is you
         * @description Lets this session do for a while what answers `reauthentication_required` otherwise. Another account
         *     at the provider than the connected one is answered `invalid_credentials`, and nothing is done with it:
         *     it is neither connected nor logged in.
         */
        post: operations["reauthenticate_with_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/reauthenticate/oidc/{provider}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start proving with a provider that it is you
         * @description Returns the page of a connected provider to send the browser to, which is asked to log in anew, and
         *     sets the attempt cookie. The answer is accepted in this browser and session only, within ten minutes.
         *     With two-step login, the answer is `mfa_required`.
         */
        post: operations["start_provider_proof"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/reauthenticate/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start proving with a passkey that it is you
         * @description Returns what the browser needs to ask for one of your passkeys; its answer is the `credential` of
         *     `/v1/auth/reauthenticate`.
         */
        post: operations["start_reauthentication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a new access token
         * @description Exchanges the refresh cookie for an access token and a new cookie. Using an old cookie again
         *     ends the session, except within a few seconds after the exchange.
         */
        post: operations["refresh_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create an account
         * @description Creates an account and mails a link to verify its address. The account can be used
         *     immediately. Addresses are compared case-insensitively.
         */
        post: operations["register_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your sessions
         * @description Returns the active sessions, newest first.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of your sessions
         * @description Ends a session on this or another device. Its tokens are refused immediately.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in without cookies
         * @description The OAuth 2.0 token endpoint (RFC 6749), for native and command-line clients and for
         *     *Authorize* on this page. Sets no cookie. `mfa_required` asks for the same form with
         *     `mfa_code`.
         */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/tokens/{audience}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a token for another service
         * @description Returns a token of five minutes that the service of this name verifies by itself, with the keys of
         *     `/.well-known/jwks.json`. This API refuses it. A logout does not end it earlier.
         */
        post: operations["create_audience_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/photos/{picture_id}/{variant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a picture
         * @description Returns the picture of a link: `image_url` or `thumbnail_url` of a photo. It wants no login.
         */
        get: operations["read_photo_picture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List and search accounts
         * @description Returns accounts, newest first; with `q`, those whose address starts with it, ordered by
         *     address. The list ends after 10,000 accounts; use `q` to find others. For administrators only.
         */
        get: operations["list_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an account
         * @description Returns one account. For administrators only.
         */
        get: operations["read_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an account
         * @description Changes the role of an account, or disables or enables it. Disabling it ends its sessions
         *     immediately. For administrators only.
         */
        patch: operations["update_user"];
        trace?: never;
    };
    "/v1/users/{user_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the sessions of an account
         * @description Returns the active sessions of an account, newest first. For administrators only.
         */
        get: operations["list_user_sessions"];
        put?: never;
        post?: never;
        /**
         * End every session of an account
         * @description Ends every session of an account, on all devices. Their tokens are refused immediately. For
         *     administrators only.
         */
        delete: operations["end_user_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read your own account
         * @description Returns the account that the access token belongs to.
         */
        get: operations["read_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change your account's settings
         * @description Sets the language of the mails to the account. New accounts start with that of the browser.
         */
        patch: operations["update_me"];
        trace?: never;
    };
    "/v1/users/me/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete your account
         * @description Permanently deletes the account and all personal data. The address can be registered
         *     again.
         */
        post: operations["delete_me"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read your e-mail address
         * @description Returns the address, and the new one while a change of address waits to be confirmed.
         */
        get: operations["read_email"];
        put?: never;
        /**
         * Change your e-mail address
         * @description Mails a link to the new address and notifies the old one. The address changes when the link
         *     is used.
         */
        post: operations["change_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/email/pending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Cancel the change of your e-mail address
         * @description Invalidates the link that was mailed to the new address. Answers 404 if no change waits to be
         *     confirmed.
         */
        delete: operations["cancel_email_change"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what happened to your account
         * @description Returns the audit events about the account, and those about other accounts that it caused,
         *     newest first.
         */
        get: operations["list_own_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export all data stored about you
         * @description Returns the account, its sessions, pending links and e-mails, and its audit events. Contains
         *     no secrets.
         */
        get: operations["export_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/identities/{identity}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Connect an account
         * @description Connects the account at the provider, which logs in to this account from now on, and mails a notice.
         *     Answers 200 if it is connected to this account already. Requires a verified address and a recent
         *     proof.
         */
        post: operations["connect_identity"];
        /**
         * Remove a connected account
         * @description Removes a connected account, and mails a notice. Sessions stay active. Refused for the last way to log
         *     in. Requires a recent proof.
         */
        delete: operations["disconnect_identity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/identities/{identity}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start to connect an account
         * @description Returns the provider's page to send the browser to, and sets the attempt cookie. The answer is
         *     accepted in this browser and session only, within ten minutes. Requires a verified address and a recent
         *     proof.
         */
        post: operations["start_identity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a passkey
         * @description Adds the passkey that the browser has created, and mails a notice. An account has at most 20.
         *     Requires a verified address and a recent proof.
         */
        post: operations["add_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/passkeys/{passkey_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a passkey
         * @description Removes one of your passkeys, and mails a notice. Sessions stay active. Refused for the last way
         *     to log in, and, with two-step login, for the last second factor. Requires a recent proof.
         */
        delete: operations["remove_passkey"];
        options?: never;
        head?: never;
        /**
         * Rename a passkey
         * @description Changes the name of one of your passkeys, which only you see.
         */
        patch: operations["rename_passkey"];
        trace?: never;
    };
    "/v1/users/me/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start to add a passkey
         * @description Returns what the browser needs to create a passkey. The challenge is valid in this session only.
         *     Nothing is stored. Requires a verified address and a recent proof.
         */
        post: operations["start_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description Sets a new password and ends every session of the account, including this one. The
         *     response and its cookie start a new session on this device.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/photos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your photos
         * @description Returns your photos, newest first.
         */
        get: operations["list_photos"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/photos/{photo_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a photo
         * @description Returns one of your photos, with new links to its pictures.
         */
        get: operations["read_photo"];
        /**
         * Send a photo
         * @description Stores a JPEG, PNG or WebP picture of at most 10 MiB below an ID that the client has made, so that
         *     it can be sent again until there is an answer: the same bytes again are the same photo.
         */
        put: operations["put_photo"];
        post?: never;
        /**
         * Delete a photo
         * @description Permanently deletes one of your photos. Its links end at once.
         */
        delete: operations["delete_photo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make new recovery codes
         * @description Returns ten codes, each of which replaces the second factor once. The previous ones become
         *     invalid. Answers 409 if two-step login is off. Requires a recent proof.
         */
        post: operations["make_recovery_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/security": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how your account is logged in to
         * @description Returns whether the account has a password, the state of two-step login, and all passkeys, for the
         *     settings and for the browser's Signal API.
         */
        get: operations["read_security"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set up an authenticator app
         * @description Returns the secret for an authenticator app. It is used once it has been confirmed with a code,
         *     within 10 minutes; until then, an app that is set up already keeps working. Starting again
         *     replaces the secret. Requires a recent proof.
         */
        post: operations["enrol_totp"];
        /**
         * Remove the authenticator app
         * @description Removes the app, and the trust in the account's devices. Answers 409 if it is the only second
         *     factor: switch two-step login off instead. Requires a recent proof.
         */
        delete: operations["remove_totp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm an authenticator app
         * @description Uses the app from now on, instead of the one before. Switches two-step login on, and then returns
         *     recovery codes. Ends every other session of the account, and the trust in its devices. Requires a
         *     recent proof.
         */
        post: operations["confirm_totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/trusted-devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget the trusted devices
         * @description Every device is asked for the second factor at its next login. Ends no session.
         */
        delete: operations["forget_trusted_devices"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/me/two-step": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Switch two-step login on or off
         * @description On: requires an authenticator app or a passkey, ends every other session of the account, and
         *     returns recovery codes. Off: deletes the authenticator app, the recovery codes and the trust in
         *     the account's devices; passkeys stay. Changes nothing if it is so already. Requires a recent
         *     proof.
         */
        put: operations["switch_two_step"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Request to delete the account. */
        AccountDeleteRequest: {
            /**
             * @description The current password, to confirm that the request comes from the owner. Left out by an account without
             *     one, which must have proven that recently (`/v1/auth/reauthenticate`).
             */
            current_password?: string | null;
        };
        /** @description An account in a data export. */
        AccountExport: {
            /**
             * Format: date-time
             * @description When the account was created (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            created_at: string;
            /**
             * Format: email
             * @description Address of the account in its canonical form: ASCII and lower case.
             * @example ada@example.com
             */
            email: string;
            /**
             * @description When the e-mail address was verified (UTC); null if it is not verified.
             * @example 2026-11-23T09:31:00Z
             */
            email_verified_at: string | null;
            /**
             * Format: uuid
             * @description ID of the account; never changes and is never reused.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            id: string;
            /**
             * @description Whether the e-mail address has been verified.
             * @example false
             */
            is_email_verified: boolean;
            /** @description Language of the mails to the account. */
            locale: components["schemas"]["Locale"];
            /** @description Role of the account. */
            role: components["schemas"]["Role"];
            /**
             * Format: date-time
             * @description When the account was last changed (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            updated_at: string;
        };
        /** @description All data that is stored about an account, except secrets. */
        AccountExportResponse: {
            /** @description The account. */
            account: components["schemas"]["AccountExport"];
            /** @description The latest 1,000 events in the audit log, newest first. */
            audit_events: components["schemas"]["AuditEventResponse"][];
            /**
             * @description Total number of events, counted up to 10,000.
             * @example 7
             */
            audit_events_total: number;
            /** @description Connected accounts at other providers, newest first. */
            identities: components["schemas"]["IdentityExport"][];
            /** @description Passkeys, newest first. */
            passkeys: components["schemas"]["PasskeyExport"][];
            /** @description Codes that were mailed and are still valid. */
            pending_codes: components["schemas"]["PendingCodeExport"][];
            /** @description E-mails that are waiting to be sent. */
            pending_emails: components["schemas"]["PendingEmailExport"][];
            /** @description Links that were mailed and are still valid. */
            pending_links: components["schemas"]["PendingLinkExport"][];
            /** @description Photos, newest first, with links to their pictures. */
            photos: components["schemas"]["PhotoResponse"][];
            /** @description Sessions, newest first: all active ones, and the latest 1,000 that have ended. */
            sessions: components["schemas"]["SessionExport"][];
            /** @description Two-step login. */
            two_step: components["schemas"]["TwoStepExport"];
        };
        /** @description An account as shown to its owner. */
        AccountResponse: {
            /**
             * Format: date-time
             * @description When the account was created (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            created_at: string;
            /**
             * Format: email
             * @description Address of the account in its canonical form: ASCII and lower case.
             * @example ada@example.com
             */
            email: string;
            /**
             * Format: uuid
             * @description ID of the account; never changes and is never reused.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            id: string;
            /**
             * @description Whether the e-mail address has been verified.
             * @example false
             */
            is_email_verified: boolean;
            /** @description Language of the mails to the account. */
            locale: components["schemas"]["Locale"];
            /** @description Role of the account. */
            role: components["schemas"]["Role"];
        };
        /** @description Changes to your own account. Fields that are left out stay unchanged. */
        AccountUpdate: {
            /** @description Language of the mails to the account. */
            locale?: components["schemas"]["Locale"];
        };
        /** @description The browser's answer to `navigator.credentials.get` (WebAuthn, `AuthenticationResponseJSON`). */
        AssertionCredential: {
            /**
             * @description ID of the credential.
             * @example c29tZSBjcmVkZW50aWFs
             */
            id: string;
            /**
             * @description The same ID.
             * @example c29tZSBjcmVkZW50aWFs
             */
            rawId: string;
            /** @description What was signed. */
            response: components["schemas"]["AssertionResult"];
            /**
             * @description Always `public-key`.
             * @example public-key
             * @constant
             */
            type: "public-key";
        };
        /** @description What the authenticator has signed (WebAuthn, `AuthenticatorAssertionResponseJSON`). */
        AssertionResult: {
            /**
             * @description The authenticator data.
             * @example oA
             */
            authenticatorData: string;
            /**
             * @description The client data, as the browser has serialized it.
             * @example e30
             */
            clientDataJSON: string;
            /**
             * @description Signature over both.
             * @example c2ln
             */
            signature: string;
            /** @description The user handle of a discoverable passkey. */
            userHandle?: string | null;
        };
        /** @description The browser's answer to `navigator.credentials.create` (WebAuthn, `RegistrationResponseJSON`). */
        AttestationCredential: {
            /**
             * @description ID of the new credential.
             * @example c29tZSBjcmVkZW50aWFs
             */
            id: string;
            /**
             * @description The same ID.
             * @example c29tZSBjcmVkZW50aWFs
             */
            rawId: string;
            /** @description The new public key. */
            response: components["schemas"]["AttestationResult"];
            /**
             * @description Always `public-key`.
             * @example public-key
             * @constant
             */
            type: "public-key";
        };
        /** @description A new public key (WebAuthn, `AuthenticatorAttestationResponseJSON`). */
        AttestationResult: {
            /**
             * @description The attestation object, at most 16 KiB. Its statement is ignored.
             * @example oA
             */
            attestationObject: string;
            /**
             * @description The client data, as the browser has serialized it.
             * @example e30
             */
            clientDataJSON: string;
            /**
             * @description How the browser reaches the authenticator.
             * @default []
             * @example [
             *       "internal",
             *       "hybrid"
             *     ]
             */
            transports?: string[];
        };
        /** @description An access token for another service. This API refuses it. */
        AudienceTokenResponse: {
            /**
             * @description A JWT (RFC 9068), signed with ES256: `sub` is the ID of the account, `sid` that of the session.
             * @example eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2ln
             */
            access_token: string;
            /**
             * @description Lifetime of the token in seconds. A logout does not end it earlier.
             * @example 300
             */
            expires_in: number;
            /**
             * @description Type of the token (RFC 6750): always `bearer`.
             * @default bearer
             * @example bearer
             */
            token_type: string;
        };
        /** @description An entry in the audit log as shown to administrators. */
        AuditEventAdminResponse: {
            /**
             * @description Current e-mail address of the account that caused the event, if it is another one; null if it
             *     was deleted.
             */
            actor_email: string | null;
            /** @description ID of the account that caused the event, if it is another one; otherwise null. */
            actor_id: string | null;
            /**
             * Format: date-time
             * @description When it happened (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            at: string;
            /**
             * @description Number of occurrences within one minute; greater than 1 only for rejected logins.
             * @example 1
             */
            count: number;
            /** @description Current e-mail address of the account that the event is about; null if it was deleted. */
            email: string | null;
            /**
             * Format: uuid
             * @description ID of the event.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            id: string;
            /**
             * @description Network of the client; null for events from the command line or from several networks.
             * @example 203.0.113.0/24
             */
            ip_network: string | null;
            /**
             * @description How a login was proven, such as `password`, `passkey` or `password+totp`; null for other events.
             * @example password
             */
            method: string | null;
            /**
             * @description The `X-Request-ID` of the request; null for events from the command line or from several
             *     requests.
             * @example 4f9d1c0e6b0a4b6d8a3f0d7b6f1e2c3a
             */
            request_id: string | null;
            /** @description ID of what was changed, if it is not the account itself; otherwise null. */
            subject_id: string | null;
            /**
             * @description Stable, machine-readable type of the event. New types may be added at any time.
             * @example logged_in
             */
            type: string;
            /** @description ID of the account that the event is about. */
            user_id: string | null;
        };
        /** @description An entry in the audit log: something done to the account, or by its owner to another one. */
        AuditEventResponse: {
            /** @description ID of the account that caused the event, if it is another one; otherwise null. */
            actor_id: string | null;
            /**
             * Format: date-time
             * @description When it happened (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            at: string;
            /**
             * @description Number of occurrences within one minute; greater than 1 only for rejected logins.
             * @example 1
             */
            count: number;
            /**
             * Format: uuid
             * @description ID of the event.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            id: string;
            /**
             * @description Network of the client; null for events from the command line or from several networks.
             * @example 203.0.113.0/24
             */
            ip_network: string | null;
            /**
             * @description How a login was proven, such as `password`, `passkey` or `password+totp`; null for other events.
             * @example password
             */
            method: string | null;
            /**
             * @description The `X-Request-ID` of the request; null for events from the command line or from several
             *     requests.
             * @example 4f9d1c0e6b0a4b6d8a3f0d7b6f1e2c3a
             */
            request_id: string | null;
            /** @description ID of what was changed, if it is not the account itself; otherwise null. */
            subject_id: string | null;
            /**
             * @description Stable, machine-readable type of the event. New types may be added at any time.
             * @example logged_in
             */
            type: string;
            /** @description ID of the account that the event is about. */
            user_id: string | null;
        };
        /** @description What the provider has sent the browser back with, from the fragment of the front end's page. */
        AuthorizationRequest: {
            /**
             * @description The authorization code (RFC 6749 §4.1.2).
             * @example SplxlOBeZQQYbYS6WxSbIA
             */
            code: string;
            /**
             * @description The issuer, if the provider has sent it (RFC 9207).
             * @example https://accounts.google.com
             */
            iss?: string | null;
            /**
             * @description The state of the authorization URL, unchanged.
             * @example af0ifjsldkj
             */
            state: string;
        };
        /** @description Where to send the browser. */
        AuthorizationResponse: {
            /**
             * @description Page of the provider, which sends the browser back to the front end's `/sign-in/{provider}`. Valid in
             *     this browser only, for ten minutes.
             * @example https://accounts.google.com/o/oauth2/v2/auth?client_id=stylipp
             */
            authorization_url: string;
        };
        /** @description Response of an operation that returns no data. */
        BaseResponse: {
            /**
             * @description Human-readable message. The wording may change at any time.
             * @example Done.
             */
            message: string;
            /**
             * @description Whether the operation succeeded.
             * @example true
             */
            success: boolean;
        };
        /**
         * @description One page of a list without page numbers. Rows that are added or removed between two requests
         *     neither repeat nor hide others.
         */
        CursorPage: {
            /** @description The items of this page, at most `limit`. */
            items: unknown[];
            /**
             * @description Send it as `cursor`, with the same filters, for the next page; null on the last page.
             * @example l2hvcRfdPPgM-uW9WyIwMTlhMjBhNi0yYjNhLTcyY2UtODkzNS05ODk4MjJkMTcwN2IiXQ
             */
            next_cursor: string | null;
        };
        CursorPage_AuditEventAdminResponse_: {
            /** @description The items of this page, at most `limit`. */
            items: components["schemas"]["AuditEventAdminResponse"][];
            /**
             * @description Send it as `cursor`, with the same filters, for the next page; null on the last page.
             * @example l2hvcRfdPPgM-uW9WyIwMTlhMjBhNi0yYjNhLTcyY2UtODkzNS05ODk4MjJkMTcwN2IiXQ
             */
            next_cursor: string | null;
        };
        CursorPage_AuditEventResponse_: {
            /** @description The items of this page, at most `limit`. */
            items: components["schemas"]["AuditEventResponse"][];
            /**
             * @description Send it as `cursor`, with the same filters, for the next page; null on the last page.
             * @example l2hvcRfdPPgM-uW9WyIwMTlhMjBhNi0yYjNhLTcyY2UtODkzNS05ODk4MjJkMTcwN2IiXQ
             */
            next_cursor: string | null;
        };
        CursorPage_PhotoResponse_: {
            /** @description The items of this page, at most `limit`. */
            items: components["schemas"]["PhotoResponse"][];
            /**
             * @description Send it as `cursor`, with the same filters, for the next page; null on the last page.
             * @example l2hvcRfdPPgM-uW9WyIwMTlhMjBhNi0yYjNhLTcyY2UtODkzNS05ODk4MjJkMTcwN2IiXQ
             */
            next_cursor: string | null;
        };
        /** @description Request to change the e-mail address. */
        EmailChangeRequest: {
            /**
             * @description The current password, to confirm that the request comes from the owner. Left out by an account without
             *     one, which must have proven that recently (`/v1/auth/reauthenticate`).
             */
            current_password?: string | null;
            /**
             * Format: email
             * @description The new address, which takes effect once it has been confirmed by e-mail.
             * @example ada@example.com
             */
            new_email: string;
        };
        /**
         * @description The second half of a login by e-mail: exactly one of `code` and `token`.
         * @example {
         *       "code": "12345678"
         *     }
         */
        EmailLogin: {
            /** @description The code from the e-mail. It works in the browser only that has asked for it. */
            code?: string | null;
            /**
             * @description For a `token` in another browser than the one that has asked for it: whether the user was told that,
             *     and goes on.
             * @default false
             * @example false
             */
            is_confirmed?: boolean;
            /** @description The token from the e-mail, taken from the fragment of the link. It works in every browser. */
            token?: string | null;
        };
        /** @description Request for an e-mail with a code and a link to log in with. */
        EmailLoginRequest: {
            /**
             * Format: email
             * @description Address of the account. The response is the same whether or not the account exists.
             * @example ada@example.com
             */
            email: string;
        };
        /** @description The e-mail address of an account, and the one that is to replace it. */
        EmailResponse: {
            /**
             * Format: email
             * @description Address of the account.
             * @example ada@example.com
             */
            email: string;
            /**
             * @description Whether this address has been verified.
             * @example false
             */
            is_email_verified: boolean;
            /** @description The new address, as long as it can be confirmed with a mailed link; null if there is none. */
            pending_email: string | null;
        };
        /** @description One thing that is wrong with a request. */
        ErrorProblem: {
            /**
             * @description Machine-readable reason, for translations: Pydantic's error type, or the error's own code.
             * @example missing
             */
            code: string;
            /**
             * @description Human-readable description of the problem. The wording may change at any time.
             * @example Field required
             */
            message: string;
            /**
             * @description The field or query parameter, such as `email` or `items.0.name`; empty if it is the request as
             *     a whole.
             * @example items.0.name
             */
            path: string;
        };
        /** @description Body of every error response (4xx and 5xx). */
        ErrorResponse: {
            /**
             * @description Stable, machine-readable error code. Branch on this.
             * @example invalid_credentials
             */
            code: string | null;
            /**
             * @description Human-readable description of the error. The wording may change at any time.
             * @example E-mail or password is wrong.
             */
            detail: string;
            /** @description What is wrong with which field, for forms; null if the error is not about fields. */
            problems: components["schemas"]["ErrorProblem"][] | null;
        };
        /** @description The process is alive. Does not check the database. */
        HealthResponse: {
            /**
             * @description Always `healthy`.
             * @default healthy
             * @constant
             */
            status: "healthy";
        };
        /** @description A connected account in a data export. */
        IdentityExport: {
            /**
             * @description Whether its provider is set up here. Otherwise it does not sign in.
             * @example true
             */
            can_sign_in: boolean;
            /**
             * Format: date-time
             * @description When it was connected (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            created_at: string;
            /**
             * @description The address that the provider gave when it was connected; null if it gave none. Only to recognize the
             *     account by: it may have changed there.
             */
            email: string | null;
            /**
             * Format: uuid
             * @description ID of the connection, to remove it.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            id: string;
            /**
             * @description The provider's identifier.
             * @example https://accounts.google.com
             */
            issuer: string;
            /**
             * @description When it was last used to sign in (UTC); null if never.
             * @example 2026-11-23T09:30:00Z
             */
            last_used_at: string | null;
            /**
             * @description ID of the provider.
             * @example google
             */
            provider: string;
            /**
             * @description Name of the provider; its ID if it is no longer set up here.
             * @example Google
             */
            provider_name: string;
            /**
             * @description The account's identifier at the provider.
             * @example 110169484474386276334
             */
            subject: string;
        };
        /** @description An account at a provider that is connected to this account. */
        IdentityResponse: {
            /**
             * @description Whether its provider is set up here. Otherwise it does not sign in.
             * @example true
             */
            can_sign_in: boolean;
            /**
             * Format: date-time
             * @description When it was connected (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            created_at: string;
            /**
             * @description The address that the provider gave when it was connected; null if it gave none. Only to recognize the
             *     account by: it may have changed there.
             */
            email: string | null;
            /**
             * Format: uuid
             * @description ID of the connection, to remove it.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            id: string;
            /**
             * @description When it was last used to sign in (UTC); null if never.
             * @example 2026-11-23T09:30:00Z
             */
            last_used_at: string | null;
            /**
             * @description ID of the provider.
             * @example google
             */
            provider: string;
            /**
             * @description Name of the provider; its ID if it is no longer set up here.
             * @example Google
             */
            provider_name: string;
        };
        /** @description A public key (RFC 7517) that tokens for other services are verified with. */
        JsonWebKey: {
            /**
             * @description The only algorithm that it is used with.
             * @default ES256
             * @example ES256
             * @constant
             */
            alg: "ES256";
            /**
             * @description Its curve.
             * @default P-256
             * @example P-256
             * @constant
             */
            crv: "P-256";
            /**
             * @description ID of the key: its thumbprint (RFC 7638).
             * @example cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s
             */
            kid: string;
            /**
             * @description Type of the key.
             * @default EC
             * @example EC
             * @constant
             */
            kty: "EC";
            /**
             * @description Its use: signatures.
             * @default sig
             * @example sig
             * @constant
             */
            use: "sig";
            /**
             * @description The x coordinate, base64url.
             * @example f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU
             */
            x: string;
            /**
             * @description The y coordinate, base64url.
             * @example x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0
             */
            y: string;
        };
        /** @description The current keys (RFC 7517 §5). After a rotation of SECRET_KEY, there are two for a while. */
        JsonWebKeySet: {
            /** @description The keys, the one that signs first. */
            keys: components["schemas"]["JsonWebKey"][];
        };
        /**
         * @description Language of the mails to an account.
         * @enum {string}
         */
        Locale: "en" | "de";
        /**
         * @description A second factor.
         * @enum {string}
         */
        MfaMethod: "totp" | "passkey" | "recovery_code";
        /** @description How the second step of a login can be done. */
        MfaOptionsResponse: {
            /**
             * Format: uuid
             * @description ID of the account. Sent back with the second step, it tells whether another login has begun in the
             *     same browser meanwhile.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            account_id: string;
            /**
             * Format: email
             * @description Address of the account, to show whose login it is.
             * @example ada@example.com
             */
            email: string;
            /**
             * @description Seconds until the login must begin again with the first step.
             * @example 290
             */
            expires_in: number;
            /**
             * @description The second factors that the account has.
             * @example [
             *       "totp",
             *       "recovery_code"
             *     ]
             */
            methods: components["schemas"]["MfaMethod"][];
            /** @description Options to ask the browser for one of the account's passkeys; null if it has none. */
            passkey: components["schemas"]["PasskeyRequestOptions"] | null;
            /**
             * @description How long logins from this browser skip the second step after `remember_device`, in seconds; 0: they
             *     never do.
             * @example 2592000
             */
            remember_seconds: number;
        };
        /**
         * @description The second step of a login: exactly one of `code`, `recovery_code` and `credential`.
         * @example {
         *       "code": "123456"
         *     }
         */
        MfaVerifyRequest: {
            /**
             * @description The `account_id` of `/v1/auth/mfa/options`. With another login's ticket, the answer is `mfa_expired`,
             *     and no try is counted.
             * @example 01936413-2c00-7b3a-8f5e-0d4b6a7c8e9f
             */
            account_id?: string | null;
            /** @description The code of the authenticator app. */
            code?: string | null;
            /** @description The browser's answer to the options of `/v1/auth/mfa/options`, unchanged. */
            credential?: components["schemas"]["AssertionCredential"] | null;
            /** @description One of the recovery codes; it cannot be used again. */
            recovery_code?: string | null;
            /**
             * @description Whether logins from this browser skip the second step from now on, for the `remember_seconds` of
             *     `/v1/auth/mfa/options`.
             * @default false
             * @example false
             */
            remember_device?: boolean;
        };
        /** @description Form of the token endpoint (RFC 6749 §4.3.2 and §6), for clients other than browsers. */
        OAuth2TokenRequest: {
            /**
             * @description `password` or `refresh_token`; any other value is rejected with 400, as RFC 6749 requires.
             * @example password
             * @enum {string}
             */
            grant_type: "password" | "refresh_token";
            /**
             * @description For the `password` grant of an account with two-step login: the code of the authenticator app, or
             *     a recovery code.
             * @example 123456
             */
            mfa_code?: string | null;
            /**
             * Format: password
             * @description The password, for the `password` grant.
             * @example correct horse battery staple
             */
            password?: string | null;
            /** @description The refresh token, for the `refresh_token` grant. */
            refresh_token?: string | null;
            /**
             * @description Accepted for compatibility and ignored; there are no scopes.
             * @default
             */
            scope?: string;
            /**
             * @description The e-mail address, for the `password` grant.
             * @example ada@example.com
             */
            username?: string | null;
        };
        /** @description Access and refresh token for clients other than browsers (RFC 6749 §5.1). */
        OAuth2TokenResponse: {
            /**
             * @description Send as `Authorization: Bearer <access_token>`. Opaque to clients and short-lived.
             * @example eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2ln
             */
            access_token: string;
            /**
             * Format: uuid
             * @description ID of the account that the token belongs to. After a refresh it may be another one than before,
             *     because another tab of the browser has logged in to it.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            account_id: string;
            /**
             * @description Lifetime of the access token in seconds.
             * @example 900
             */
            expires_in: number;
            /**
             * @description Valid once, in exchange for the next pair of tokens. Store it as securely as a password.
             * @example c3R5bGlwcA
             */
            refresh_token: string;
            /**
             * @description Type of the token (RFC 6750): always `bearer`.
             * @default bearer
             * @example bearer
             */
            token_type: string;
        };
        /** @description Token from a mailed link, to verify or change an address, or to say that this was somebody else. */
        OneTimeTokenRequest: {
            /**
             * @description The token from the e-mail, taken from the fragment of the link.
             * @example bXVzdCBjb21lIGZyb20gdGhlIGxpbmsgaW4gdGhlIG1haWw
             */
            token: string;
        };
        /** @description One page of a longer list, with page numbers. */
        PaginatedResponse: {
            /** @description The items of this page, at most `page_size`; empty past the last page. */
            items: unknown[];
            /**
             * @description Page number, starting at 1.
             * @example 1
             */
            page: number;
            /**
             * @description Maximum number of items per page.
             * @example 20
             */
            page_size: number;
            /**
             * @description Number of items on all pages: exact up to 10,000, above that an estimate that may lag behind large changes by minutes.
             * @example 42
             */
            total: number;
        };
        PaginatedResponse_SessionResponse_: {
            /** @description The items of this page, at most `page_size`; empty past the last page. */
            items: components["schemas"]["SessionResponse"][];
            /**
             * @description Page number, starting at 1.
             * @example 1
             */
            page: number;
            /**
             * @description Maximum number of items per page.
             * @example 20
             */
            page_size: number;
            /**
             * @description Number of items on all pages: exact up to 10,000, above that an estimate that may lag behind large changes by minutes.
             * @example 42
             */
            total: number;
        };
        PaginatedResponse_UserAdminResponse_: {
            /** @description The items of this page, at most `page_size`; empty past the last page. */
            items: components["schemas"]["UserAdminResponse"][];
            /**
             * @description Page number, starting at 1.
             * @example 1
             */
            page: number;
            /**
             * @description Maximum number of items per page.
             * @example 20
             */
            page_size: number;
            /**
             * @description Number of items on all pages: exact up to 10,000, above that an estimate that may lag behind large changes by minutes.
             * @example 42
             */
            total: number;
        };
        /** @description One of the main colors of a photo. */
        PaletteColor: {
            /**
             * @description The color, in sRGB.
             * @example #1e90ff
             */
            hex: string;
            /**
             * @description Its name in English, in lower case. New names may be added at any time.
             * @example navy
             */
            name: string;
            /**
             * @description The part of the picture that has it, from 0 to 1.
             * @example 0.42
             */
            share: number;
        };
        /** @description A signature algorithm that a new passkey may have. */
        PasskeyAlgorithm: {
            /**
             * @description Its number (IANA COSE Algorithms): -8, -7 or -257.
             * @example -7
             */
            alg: number;
            /**
             * @description Always `public-key`.
             * @default public-key
             * @constant
             */
            type: "public-key";
        };
        /** @description Request to add a passkey. */
        PasskeyCreate: {
            /** @description The browser's answer, unchanged. */
            credential: components["schemas"]["AttestationCredential"];
            /** @description Name of the passkey. Default: that of its provider, if known, or of the device. */
            name?: string | null;
        };
        /** @description What the browser needs to create a passkey. */
        PasskeyCreationOptions: {
            /**
             * @description Seconds until the challenge expires.
             * @example 900
             */
            expires_in: number;
            /** @description Options of `navigator.credentials.create`, with bytes as base64url. */
            public_key: components["schemas"]["PasskeyCreationPublicKey"];
        };
        /** @description Options of `navigator.credentials.create` (WebAuthn, §5.4). */
        PasskeyCreationPublicKey: {
            /**
             * @description Always `none`: it does not matter who made the authenticator.
             * @default none
             * @constant
             */
            attestation: "none";
            /** @description What the authenticator must be able to do. */
            authenticator_selection: components["schemas"]["PasskeySelection"];
            /**
             * @description The challenge, base64url; valid for `expires_in` seconds and in this session only.
             * @example Y2hhbGxlbmdl
             */
            challenge: string;
            /** @description The account's passkeys: an authenticator that has one of them creates no other. */
            exclude_credentials: components["schemas"]["PasskeyDescriptor"][];
            /** @description The accepted algorithms, the preferred one first. */
            pub_key_cred_params: components["schemas"]["PasskeyAlgorithm"][];
            /** @description The site. */
            rp: components["schemas"]["PasskeyRelyingParty"];
            /**
             * @description Milliseconds until the challenge expires.
             * @example 900000
             */
            timeout: number;
            /** @description The account. */
            user: components["schemas"]["PasskeyUser"];
        };
        /** @description A passkey that the ceremony may use, or must not create again. */
        PasskeyDescriptor: {
            /**
             * @description ID of the credential.
             * @example c29tZSBjcmVkZW50aWFs
             */
            id: string;
            /**
             * @description How the browser reaches the authenticator, as it said at registration.
             * @example [
             *       "internal",
             *       "hybrid"
             *     ]
             */
            transports: string[];
            /**
             * @description Always `public-key`.
             * @default public-key
             * @constant
             */
            type: "public-key";
        };
        /** @description A passkey in a data export, without its public key. */
        PasskeyExport: {
            /**
             * Format: uuid
             * @description Model of the authenticator, as it said itself.
             */
            aaguid: string;
            /**
             * @description Whether it was added to sign in without a password; otherwise as a second factor. A browser may offer
             *     one of these for a login, too, and it is accepted if the authenticator verifies its user.
             * @example true
             */
            can_sign_in: boolean;
            /**
             * Format: date-time
             * @description When it was added (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            created_at: string;
            /**
             * @description ID of the credential, for the browser's Signal API.
             * @example c29tZSBjcmVkZW50aWFs
             */
            credential_id: string;
            /**
             * Format: uuid
             * @description ID of the passkey, to rename or remove it.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            id: string;
            /**
             * @description Whether its provider may keep a copy.
             * @example true
             */
            is_backup_eligible: boolean;
            /**
             * @description Whether its provider keeps a copy, so that it survives the loss of the device.
             * @example true
             */
            is_synced: boolean;
            /**
             * @description When it was last used (UTC); null if never.
             * @example 2026-11-23T09:30:00Z
             */
            last_used_at: string | null;
            /**
             * @description Its name.
             * @example iCloud Keychain
             */
            name: string;
            /**
             * @description What keeps it, according to its AAGUID, which is not verified; null if unknown.
             * @example iCloud Keychain
             */
            provider: string | null;
            /**
             * @description The relying party that it was added for. With another one than `/v1/users/me/security` returns, no
             *     browser offers it here: it neither signs in nor is a second factor.
             * @example stylipp.com
             */
            rp_id: string;
            /**
             * @description How the browser reaches the authenticator.
             * @example [
             *       "internal"
             *     ]
             */
            transports: string[];
        };
        /** @description Credentials for logging in with a passkey. */
        PasskeyLogin: {
            /** @description The browser's answer to the options of `/v1/auth/passkey/options`, unchanged. */
            credential: components["schemas"]["AssertionCredential"];
        };
        /** @description Request for the options of a new passkey. */
        PasskeyOptionsRequest: {
            /**
             * @description `sign_in` requires a discoverable passkey with user verification; `second_factor` also takes older
             *     security keys.
             */
            purpose: components["schemas"]["PasskeyPurpose"];
        };
        /**
         * @description What a new passkey is for.
         * @enum {string}
         */
        PasskeyPurpose: "sign_in" | "second_factor";
        /** @description The site that a new passkey belongs to. */
        PasskeyRelyingParty: {
            /**
             * @description Its domain.
             * @example stylipp.com
             */
            id: string;
            /**
             * @description Its name, for people.
             * @example Stylipp
             */
            name: string;
        };
        /** @description What the browser needs to ask for a passkey. */
        PasskeyRequestOptions: {
            /**
             * @description Seconds until the challenge expires. A page that waits longer requests new options before.
             * @example 900
             */
            expires_in: number;
            /** @description Options of `navigator.credentials.get`, with bytes as base64url. */
            public_key: components["schemas"]["PasskeyRequestPublicKey"];
        };
        /** @description Options of `navigator.credentials.get` (WebAuthn, §5.5). */
        PasskeyRequestPublicKey: {
            /** @description The passkeys that may be used; empty: any for this relying party. */
            allow_credentials: components["schemas"]["PasskeyDescriptor"][];
            /**
             * @description The challenge, base64url; valid for `expires_in` seconds and in this browser only.
             * @example Y2hhbGxlbmdl
             */
            challenge: string;
            /**
             * @description The relying party: the domain that the passkeys belong to.
             * @example stylipp.com
             */
            rp_id: string;
            /**
             * @description Milliseconds until the challenge expires.
             * @example 900000
             */
            timeout: number;
            /**
             * @description Whether the authenticator must verify its user, by PIN or biometrics.
             * @example required
             * @enum {string}
             */
            user_verification: "required" | "preferred" | "discouraged";
        };
        /** @description A passkey of an account. */
        PasskeyResponse: {
            /**
             * @description Whether it was added to sign in without a password; otherwise as a second factor. A browser may offer
             *     one of these for a login, too, and it is accepted if the authenticator verifies its user.
             * @example true
             */
            can_sign_in: boolean;
            /**
             * Format: date-time
             * @description When it was added (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            created_at: string;
            /**
             * @description ID of the credential, for the browser's Signal API.
             * @example c29tZSBjcmVkZW50aWFs
             */
            credential_id: string;
            /**
             * Format: uuid
             * @description ID of the passkey, to rename or remove it.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            id: string;
            /**
             * @description Whether its provider keeps a copy, so that it survives the loss of the device.
             * @example true
             */
            is_synced: boolean;
            /**
             * @description When it was last used (UTC); null if never.
             * @example 2026-11-23T09:30:00Z
             */
            last_used_at: string | null;
            /**
             * @description Its name.
             * @example iCloud Keychain
             */
            name: string;
            /**
             * @description What keeps it, according to its AAGUID, which is not verified; null if unknown.
             * @example iCloud Keychain
             */
            provider: string | null;
            /**
             * @description The relying party that it was added for. With another one than `/v1/users/me/security` returns, no
             *     browser offers it here: it neither signs in nor is a second factor.
             * @example stylipp.com
             */
            rp_id: string;
        };
        /** @description What the authenticator of a new passkey must be able to do. */
        PasskeySelection: {
            /**
             * @description The same for browsers that know only this.
             * @example true
             */
            require_resident_key: boolean;
            /**
             * @description Whether the passkey must be discoverable: usable without an e-mail address.
             * @example required
             * @enum {string}
             */
            resident_key: "required" | "preferred" | "discouraged";
            /**
             * @description Whether the authenticator must verify its user, by PIN or biometrics.
             * @example required
             * @enum {string}
             */
            user_verification: "required" | "preferred" | "discouraged";
        };
        /** @description Request to rename a passkey. */
        PasskeyUpdate: {
            /**
             * @description The new name.
             * @example iCloud Keychain
             */
            name: string;
        };
        /** @description The account that a new passkey belongs to. */
        PasskeyUser: {
            /**
             * @description The same address.
             * @example ada@example.com
             */
            display_name: string;
            /**
             * @description The user handle: the bytes of the account's ID, base64url.
             * @example AZPkXwAAcACAAAAAAAAAAA
             */
            id: string;
            /**
             * @description Address of the account.
             * @example ada@example.com
             */
            name: string;
        };
        /** @description Request to change the password, or to set the first one. */
        PasswordChangeRequest: {
            /**
             * @description The current password. Left out by an account without one, which must have proven recently that it is
             *     the owner's (`/v1/auth/reauthenticate`).
             */
            current_password?: string | null;
            /**
             * Format: password
             * @description 8 to 128 characters of any kind; the same rules as for registration.
             * @example correct horse battery staple
             */
            new_password: string;
        };
        /** @description Request for an e-mail with a link to reset the password. */
        PasswordForgotRequest: {
            /**
             * Format: email
             * @description Address of the account. The response is the same whether or not the account exists.
             * @example ada@example.com
             */
            email: string;
        };
        /** @description Request to set a new password with the token from an e-mail. */
        PasswordResetRequest: {
            /**
             * Format: password
             * @description 8 to 128 characters of any kind; the same rules as for registration.
             * @example correct horse battery staple
             */
            new_password: string;
            /**
             * @description The token from the e-mail, taken from the fragment of the link.
             * @example bXVzdCBjb21lIGZyb20gdGhlIGxpbmsgaW4gdGhlIG1haWw
             */
            token: string;
        };
        /** @description A code that was mailed and has not been used. The code itself is not stored. */
        PendingCodeExport: {
            /**
             * Format: email
             * @description Address that it was mailed to.
             * @example ada@example.com
             */
            address: string;
            /**
             * Format: date-time
             * @description When it expires (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            expires_at: string;
            /**
             * @description Purpose of the code: `login` or `reauthenticate`.
             * @example login
             */
            purpose: string;
        };
        /** @description An e-mail that is waiting to be sent. */
        PendingEmailExport: {
            /**
             * Format: email
             * @description Address of the recipient.
             * @example ada@example.com
             */
            address: string;
            /**
             * Format: date-time
             * @description When it was queued (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            created_at: string;
            /**
             * @description Kind of e-mail.
             * @example verify_email
             */
            kind: string;
        };
        /** @description A link that was mailed and has not been used. The token itself is not stored. */
        PendingLinkExport: {
            /**
             * Format: date-time
             * @description When the link expires (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            expires_at: string;
            /** @description The new address, if the link confirms a change of address; otherwise null. */
            new_email: string | null;
            /**
             * @description Purpose of the link.
             * @example verify_email
             */
            purpose: string;
        };
        /**
         * @description What may be wrong with a photo.
         * @enum {string}
         */
        PhotoIssue: "too_dark" | "blurred" | "too_small";
        /** @description How well a photo shows what is on it. */
        PhotoQuality: {
            /**
             * @description What may be wrong with it; empty if nothing is. New values may be added at any time.
             * @example [
             *       "too_dark"
             *     ]
             */
            issues: (components["schemas"]["PhotoIssue"] | (string & {}))[];
            /**
             * @description From 0, without any edge, to 1.
             * @example 0.8
             */
            sharpness: number;
        };
        /**
         * @description A photo. What was sent is not kept: the server stores a picture that it has made from it, turned
         *     upright, in sRGB, without metadata, with at most 2,048 pixels on its longer side.
         */
        PhotoResponse: {
            /**
             * @description Size of the stored picture, in bytes.
             * @example 412000
             */
            byte_size: number;
            /**
             * Format: date-time
             * @description When it was uploaded (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            created_at: string;
            /**
             * @description Height of the stored picture, in pixels.
             * @example 1536
             */
            height: number;
            /**
             * Format: uuid
             * @description ID of the photo, as the client has made it. Unique within the account.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            id: string;
            /**
             * @description Path of the picture, relative to the API. It needs no login, so that it works in `<img>`: keep it
             *     private.
             * @example /v1/photos/0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11/image?expires=1&signature=A
             */
            image_url: string;
            /** @description Its main colors, the largest share first. */
            palette: components["schemas"]["PaletteColor"][];
            /** @description How well it shows what is on it. */
            quality: components["schemas"]["PhotoQuality"];
            /**
             * @description Path of the picture with at most 400 pixels on its longer side, likewise.
             * @example /v1/photos/0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11/thumbnail?expires=1&signature=A
             */
            thumbnail_url: string;
            /**
             * Format: date-time
             * @description When the two paths stop working (UTC). Read the photo again for new ones.
             * @example 2026-11-23T09:30:00Z
             */
            urls_expire_at: string;
            /**
             * @description Width of the stored picture, in pixels.
             * @example 2048
             */
            width: number;
        };
        /** @description A provider that an account can be signed in to with. */
        ProviderResponse: {
            /**
             * @description ID of the provider, part of the paths of its operations.
             * @example google
             */
            id: string;
            /**
             * @description Its name, for people.
             * @example Google
             */
            name: string;
        };
        /** @description What a provider sends the browser back with; all else is dropped. */
        ProviderReturnRequest: {
            /**
             * @description The authorization code (RFC 6749 §4.1.2).
             * @example SplxlOBeZQQYbYS6WxSbIA
             */
            code?: string | null;
            /**
             * @description Why there is no code (RFC 6749 §4.1.2.1).
             * @example access_denied
             */
            error?: string | null;
            /**
             * @description The issuer (RFC 9207).
             * @example https://accounts.google.com
             */
            iss?: string | null;
            /**
             * @description The state of the authorization URL.
             * @example af0ifjsldkj
             */
            state?: string | null;
        };
        /** @description The ways to log in that do not need a password, as far as they depend on the server's settings. */
        ProvidersResponse: {
            /**
             * @description Whether `/v1/auth/email/login` mails codes to log in with.
             * @example true
             */
            has_email_login: boolean;
            /** @description The providers, in the order of the settings. */
            providers: components["schemas"]["ProviderResponse"][];
        };
        /** @description The process can handle requests: the database is reachable and migrated. */
        ReadinessResponse: {
            /**
             * @description Always `ready`; a process that is not ready answers 503 `service_unavailable`.
             * @default ready
             * @constant
             */
            status: "ready";
        };
        /**
         * @description Proof that the request comes from the owner: exactly one of `password`, `mail_code`, `code`,
         *     `recovery_code` and `credential`. With two-step login, a password or a mailed code is not enough.
         * @example {
         *       "password": "correct horse battery staple"
         *     }
         */
        ReauthenticationRequest: {
            /** @description The code of the authenticator app. */
            code?: string | null;
            /** @description The browser's answer to the options of `/v1/auth/reauthenticate/options`, unchanged. */
            credential?: components["schemas"]["AssertionCredential"] | null;
            /** @description The code that `/v1/auth/reauthenticate/mail` has mailed. */
            mail_code?: string | null;
            /**
             * Format: password
             * @description The password of the account.
             * @example correct horse battery staple
             */
            password?: string | null;
            /** @description One of the recovery codes; it cannot be used again. */
            recovery_code?: string | null;
        };
        /** @description How long sensitive operations need no other proof. */
        ReauthenticationResponse: {
            /**
             * Format: date-time
             * @description Until when this session counts as recently proven (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            valid_until: string;
        };
        /** @description New recovery codes. They are shown only once: the server does not store them. */
        RecoveryCodesResponse: {
            /**
             * @description Ten codes, each usable once; empty if no new ones were made.
             * @example [
             *       "7KQ2MX-8R4TVA-0N9ZC3-HJ5WYE"
             *     ]
             */
            codes: string[];
        };
        /**
         * @description Role of an account.
         * @enum {string}
         */
        Role: "user" | "admin";
        /** @description How the account can be logged in to. */
        SecurityResponse: {
            /**
             * @description Whether the account has a password.
             * @example true
             */
            has_password: boolean;
            /** @description All accounts at other providers that are connected, the newest first. */
            identities: components["schemas"]["IdentityResponse"][];
            /**
             * @description Whether the address is verified. A second factor or passkey can only be added then.
             * @example true
             */
            is_email_verified: boolean;
            /** @description All passkeys of the account, the newest first. */
            passkeys: components["schemas"]["PasskeyResponse"][];
            /**
             * @description The relying party of the passkeys, for the browser's Signal API.
             * @example stylipp.com
             */
            rp_id: string;
            /** @description Two-step login. */
            two_step: components["schemas"]["TwoStepState"];
            /**
             * @description The account in the browser's Signal API, base64url.
             * @example AZPkXwAAcACAAAAAAAAAAA
             */
            user_handle: string;
        };
        /** @description A session in a data export: active, or ended but not yet deleted. */
        SessionExport: {
            /**
             * Format: date-time
             * @description When the session began (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            created_at: string;
            /**
             * @description Browser and operating system according to the `User-Agent` header; null if unknown.
             * @example Firefox on Linux
             */
            device: string | null;
            /**
             * Format: date-time
             * @description When the session ends at the latest, even if it is refreshed (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            expires_at: string;
            /**
             * @description When a first factor was last proven in this session (UTC); null if unknown.
             * @example 2026-11-23T09:30:00Z
             */
            first_factor_at: string | null;
            /**
             * @description Whether the session has ended, so that its tokens are rejected.
             * @example false
             */
            has_ended: boolean;
            /**
             * Format: uuid
             * @description ID of the session; used to end it.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            id: string;
            /**
             * @description IP address of the client at the last refresh.
             * @example 203.0.113.7
             */
            ip: string | null;
            /**
             * @description Whether this is the session of the current request.
             * @example true
             */
            is_current: boolean;
            /**
             * Format: date-time
             * @description When the session was last refreshed (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            last_seen_at: string;
            /**
             * @description What the login was proven with first: `password`, `passkey`, `email` or `oidc`; null for a session of an
             *     earlier version.
             * @example password
             */
            login_method: string | null;
            /**
             * @description When a second factor was last proven in this session (UTC); null if never.
             * @example null
             */
            second_factor_at: string | null;
        };
        /** @description A session: one login on one device. */
        SessionResponse: {
            /**
             * Format: date-time
             * @description When the session began (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            created_at: string;
            /**
             * @description Browser and operating system according to the `User-Agent` header; null if unknown.
             * @example Firefox on Linux
             */
            device: string | null;
            /**
             * Format: date-time
             * @description When the session ends at the latest, even if it is refreshed (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            expires_at: string;
            /**
             * Format: uuid
             * @description ID of the session; used to end it.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            id: string;
            /**
             * @description IP address of the client at the last refresh.
             * @example 203.0.113.7
             */
            ip: string | null;
            /**
             * @description Whether this is the session of the current request.
             * @example true
             */
            is_current: boolean;
            /**
             * Format: date-time
             * @description When the session was last refreshed (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            last_seen_at: string;
        };
        /** @description Access token of a session. */
        TokenResponse: {
            /**
             * @description Send as `Authorization: Bearer <access_token>`. Opaque to clients and short-lived.
             * @example eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2ln
             */
            access_token: string;
            /**
             * Format: uuid
             * @description ID of the account that the token belongs to. After a refresh it may be another one than before,
             *     because another tab of the browser has logged in to it.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            account_id: string;
            /**
             * @description Type of the token (RFC 6750): always `bearer`.
             * @default bearer
             * @example bearer
             */
            token_type: string;
        };
        /** @description Request to use an authenticator app from now on. */
        TotpConfirmRequest: {
            /**
             * @description The code that the app shows.
             * @example 123456
             */
            code: string;
        };
        /** @description The secret for an authenticator app, which is not used until it is confirmed with a code. */
        TotpEnrolment: {
            /**
             * Format: date-time
             * @description Until when it can be confirmed (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            expires_at: string;
            /**
             * @description The secret in base32, to type into an app.
             * @example JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
             */
            secret: string;
            /**
             * @description The same as a URI, to show as a QR code.
             * @example otpauth://totp/Stylipp:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
             */
            uri: string;
        };
        /** @description A device whose logins skip the second step. */
        TrustedDeviceExport: {
            /**
             * Format: date-time
             * @description Until when (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            expires_at: string;
        };
        /** @description Two-step login in a data export, without its secrets. */
        TwoStepExport: {
            /**
             * @description Whether the account has an authenticator app.
             * @example true
             */
            has_totp: boolean;
            /**
             * @description Number of recovery codes that have not been used.
             * @example 10
             */
            recovery_codes_left: number;
            /**
             * @description When it was switched on (UTC); null if it is off.
             * @example 2026-11-23T09:30:00Z
             */
            since: string | null;
            /** @description The trusted devices. */
            trusted_devices: components["schemas"]["TrustedDeviceExport"][];
        };
        /** @description Two-step login of an account. */
        TwoStepState: {
            /**
             * @description Whether the account has an authenticator app.
             * @example false
             */
            has_totp: boolean;
            /**
             * @description Whether a login needs a second factor.
             * @example false
             */
            is_on: boolean;
            /**
             * @description Number of recovery codes that have not been used.
             * @example 0
             */
            recovery_codes_left: number;
            /**
             * @description When it was switched on (UTC); null if it is off.
             * @example 2026-11-23T09:30:00Z
             */
            since: string | null;
            /**
             * @description Number of devices whose logins skip the second step.
             * @example 0
             */
            trusted_devices: number;
        };
        /** @description Request to switch two-step login on or off. */
        TwoStepUpdate: {
            /**
             * @description Whether a login needs a second factor.
             * @example true
             */
            is_on: boolean;
        };
        /** @description An account as shown to administrators. */
        UserAdminResponse: {
            /**
             * Format: date-time
             * @description When the account was created (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            created_at: string;
            /**
             * Format: email
             * @description Address of the account in its canonical form: ASCII and lower case.
             * @example ada@example.com
             */
            email: string;
            /**
             * Format: uuid
             * @description ID of the account; never changes and is never reused.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            id: string;
            /**
             * @description Whether the account is disabled: it cannot log in and has no active sessions.
             * @example false
             */
            is_disabled: boolean;
            /**
             * @description Whether the e-mail address has been verified.
             * @example false
             */
            is_email_verified: boolean;
            /**
             * @description When one of the account's sessions was last refreshed (UTC); null if none is stored. Sessions
             *     that have ended are stored for some days.
             * @example 2026-11-23T09:30:00Z
             */
            last_seen_at: string | null;
            /** @description Language of the mails to the account. */
            locale: components["schemas"]["Locale"];
            /** @description Role of the account. */
            role: components["schemas"]["Role"];
        };
        /** @description Changes to an account by an administrator. Fields that are omitted or null stay unchanged. */
        UserAdminUpdate: {
            /**
             * @description Whether the account is disabled. Disabling an account ends its sessions.
             * @example false
             */
            is_disabled?: boolean | null;
            /**
             * @description New role of the account.
             * @example admin
             */
            role?: components["schemas"]["Role"] | null;
        };
        /** @description Request to register an account. */
        UserCreate: {
            /**
             * Format: email
             * @description Address of the account, stored in lower case. A display name is not accepted.
             * @example ada@example.com
             */
            email: string;
            /**
             * Format: password
             * @description 8 to 128 characters of any kind; never trimmed. Common passwords, masks such as
             *     `********`, and passwords derived from the site's name or the e-mail address are rejected.
             * @example correct horse battery staple
             */
            password: string;
        };
        /** @description Request to log in. */
        UserLogin: {
            /**
             * Format: email
             * @description Address of the account; case is ignored.
             * @example ada@example.com
             */
            email: string;
            /**
             * Format: password
             * @description Password of the account. No minimum length: a short one is wrong (`invalid_credentials`).
             * @example correct horse battery staple
             */
            password: string;
        };
        /** @description The public view of an account. */
        UserResponse: {
            /**
             * Format: date-time
             * @description When the account was created (UTC).
             * @example 2026-11-23T09:30:00Z
             */
            created_at: string;
            /**
             * Format: email
             * @description Address of the account in its canonical form: ASCII and lower case.
             * @example ada@example.com
             */
            email: string;
            /**
             * Format: uuid
             * @description ID of the account; never changes and is never reused.
             * @example 0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11
             */
            id: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    read_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JsonWebKeySet"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
        };
    };
    read_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthResponse"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
        };
    };
    read_readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadinessResponse"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    list_audit_events: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before, with the same filters; left out for the first page. */
                cursor?: string | null;
                /** @description Maximum number of items. */
                limit?: number;
                /** @description Only events since this time, which is rounded down to the minute. */
                since?: string | null;
                /** @description Only events of this type; none if no event has it. */
                type?: string | null;
                /** @description Only events before this time, which is rounded up to the minute. */
                until?: string | null;
                /** @description Only events about this account, deleted or not. */
                user_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CursorPage_AuditEventAdminResponse_"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `insufficient_scope`, `two_step_required` */
            403: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "insufficient_scope" | "two_step_required";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    confirm_email_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "bXVzdCBjb21lIGZyb20gdGhlIGxpbmsgaW4gdGhlIG1haWw"
                 *     }
                 */
                "application/json": components["schemas"]["OneTimeTokenRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `one_time_token_invalid` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "one_time_token_invalid";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `email_taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "email_taken";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    deny_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "bXVzdCBjb21lIGZyb20gdGhlIGxpbmsgaW4gdGhlIG1haWw"
                 *     }
                 */
                "application/json": components["schemas"]["OneTimeTokenRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `one_time_token_invalid` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "one_time_token_invalid";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    start_email_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["EmailLoginRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    complete_email_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "12345678"
                 *     }
                 */
                "application/json": components["schemas"]["EmailLogin"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            /** @description `one_time_token_invalid` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "one_time_token_invalid";
                    };
                };
            };
            /** @description `mfa_required` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "mfa_required";
                    };
                };
            };
            /** @description `account_disabled`, `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "account_disabled" | "origin_not_allowed";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `other_browser` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "other_browser";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    verify_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "bXVzdCBjb21lIGZyb20gdGhlIGxpbmsgaW4gdGhlIG1haWw"
                 *     }
                 */
                "application/json": components["schemas"]["OneTimeTokenRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `one_time_token_invalid` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "one_time_token_invalid";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    resend_verification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com",
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["UserLogin"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            /** @description `invalid_credentials`, `mfa_required` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "invalid_credentials" | "mfa_required";
                    };
                };
            };
            /** @description `account_disabled`, `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "account_disabled" | "origin_not_allowed";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `server_busy`, `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "server_busy" | "service_unavailable";
                    };
                };
            };
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    log_out_everywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    log_out_elsewhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    list_mfa_options: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MfaOptionsResponse"];
                };
            };
            /** @description `mfa_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "mfa_expired";
                    };
                };
            };
            /** @description `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    verify_second_step: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["MfaVerifyRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            /** @description `mfa_invalid`, `mfa_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "mfa_invalid" | "mfa_expired";
                    };
                };
            };
            /** @description `account_disabled`, `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "account_disabled" | "origin_not_allowed";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    list_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvidersResponse"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
        };
    };
    complete_oidc_login: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "SplxlOBeZQQYbYS6WxSbIA",
                 *       "state": "af0ifjsldkj",
                 *       "iss": "https://accounts.google.com"
                 *     }
                 */
                "application/json": components["schemas"]["AuthorizationRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            /** @description `oidc_state_invalid`, `oidc_failed` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "oidc_state_invalid" | "oidc_failed";
                    };
                };
            };
            /** @description `mfa_required` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "mfa_required";
                    };
                };
            };
            /** @description `account_disabled`, `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "account_disabled" | "origin_not_allowed";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `account_exists` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "account_exists";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `oidc_unavailable`, `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "oidc_unavailable" | "service_unavailable";
                    };
                };
            };
        };
    };
    return_from_provider: {
        parameters: {
            query?: {
                /** @description The authorization code (RFC 6749 §4.1.2). */
                code?: string | null;
                /** @description Why there is no code (RFC 6749 §4.1.2.1). */
                error?: string | null;
                /** @description The issuer (RFC 9207). */
                iss?: string | null;
                /** @description The state of the authorization URL. */
                state?: string | null;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
        };
    };
    return_from_provider_by_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "SplxlOBeZQQYbYS6WxSbIA",
                 *       "state": "af0ifjsldkj",
                 *       "iss": "https://accounts.google.com",
                 *       "error": "access_denied"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["ProviderReturnRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
        };
    };
    start_oidc_login: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationResponse"];
                };
            };
            /** @description `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `oidc_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "oidc_unavailable";
                    };
                };
            };
        };
    };
    log_in_with_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "credential": {
                 *         "id": "c29tZSBjcmVkZW50aWFs",
                 *         "rawId": "c29tZSBjcmVkZW50aWFs",
                 *         "type": "public-key",
                 *         "response": {
                 *           "clientDataJSON": "e30",
                 *           "authenticatorData": "oA",
                 *           "signature": "c2ln",
                 *           "userHandle": "AZPkXwAAcACAAAAAAAAAAA"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PasskeyLogin"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            /** @description `passkey_unknown`, `passkey_invalid` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "passkey_unknown" | "passkey_invalid";
                    };
                };
            };
            /** @description `account_disabled`, `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "account_disabled" | "origin_not_allowed";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    start_passkey_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyRequestOptions"];
                };
            };
            /** @description `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
        };
    };
    forgot_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordForgotRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "bXVzdCBjb21lIGZyb20gdGhlIGxpbmsgaW4gdGhlIG1haWw",
                 *       "new_password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordResetRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `one_time_token_invalid` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "one_time_token_invalid";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `password_too_short`, `password_too_long`, `password_common`, `password_context`, `password_breached`, `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "password_too_short" | "password_too_long" | "password_common" | "password_context" | "password_breached" | "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable`, `server_busy` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable" | "server_busy";
                    };
                };
            };
        };
    };
    reauthenticate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["ReauthenticationRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReauthenticationResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired`, `invalid_credentials`, `mfa_required`, `mfa_invalid`, `passkey_invalid` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired" | "invalid_credentials" | "mfa_required" | "mfa_invalid" | "passkey_invalid";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable`, `server_busy` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable" | "server_busy";
                    };
                };
            };
        };
    };
    mail_reauthentication_code: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    reauthenticate_with_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "SplxlOBeZQQYbYS6WxSbIA",
                 *       "state": "af0ifjsldkj",
                 *       "iss": "https://accounts.google.com"
                 *     }
                 */
                "application/json": components["schemas"]["AuthorizationRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReauthenticationResponse"];
                };
            };
            /** @description `oidc_state_invalid`, `oidc_failed` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "oidc_state_invalid" | "oidc_failed";
                    };
                };
            };
            /** @description `invalid_credentials`, `not_authenticated`, `token_invalid`, `token_expired`, `session_expired`, `mfa_required` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "invalid_credentials" | "not_authenticated" | "token_invalid" | "token_expired" | "session_expired" | "mfa_required";
                    };
                };
            };
            /** @description `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable`, `oidc_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable" | "oidc_unavailable";
                    };
                };
            };
        };
    };
    start_provider_proof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired`, `mfa_required` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired" | "mfa_required";
                    };
                };
            };
            /** @description `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable`, `oidc_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable" | "oidc_unavailable";
                    };
                };
            };
        };
    };
    start_reauthentication: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyRequestOptions"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    refresh_tokens: {
        parameters: {
            query?: {
                /** @description Whether a request without a refresh cookie is answered 204. */
                optional?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            /** @description With `optional`: there is no refresh cookie. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `refresh_token_missing`, `refresh_token_invalid`, `refresh_token_reused`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "refresh_token_missing" | "refresh_token_invalid" | "refresh_token_reused" | "session_expired";
                    };
                };
            };
            /** @description `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "origin_not_allowed";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    register_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com",
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["UserCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserResponse"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `email_taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "email_taken";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `password_too_short`, `password_too_long`, `password_common`, `password_context`, `password_breached`, `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "password_too_short" | "password_too_long" | "password_common" | "password_context" | "password_breached" | "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `server_busy`, `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "server_busy" | "service_unavailable";
                    };
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: {
                /** @description Page number, starting at 1. */
                page?: number;
                /** @description Entries per page. */
                page_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedResponse_SessionResponse_"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "grant_type": "password",
                 *       "username": "ada@example.com",
                 *       "password": "correct horse battery staple",
                 *       "mfa_code": "123456"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["OAuth2TokenRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuth2TokenResponse"];
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "invalid_request";
                    };
                };
            };
            /** @description `invalid_credentials`, `mfa_required`, `mfa_invalid`, `refresh_token_missing`, `refresh_token_invalid`, `refresh_token_reused`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "invalid_credentials" | "mfa_required" | "mfa_invalid" | "refresh_token_missing" | "refresh_token_invalid" | "refresh_token_reused" | "session_expired";
                    };
                };
            };
            /** @description `account_disabled` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "account_disabled";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `server_busy`, `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "server_busy" | "service_unavailable";
                    };
                };
            };
        };
    };
    create_audience_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                audience: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AudienceTokenResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    read_photo_picture: {
        parameters: {
            query?: {
                /** @description Part of the link. */
                expires?: string;
                /** @description Part of the link. */
                signature?: string;
            };
            header?: never;
            path: {
                picture_id: string;
                /** @description `image` or `thumbnail`. */
                variant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": Blob;
                    "image/webp": Blob;
                };
            };
            /** @description Partial Content */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": Blob;
                    "image/webp": Blob;
                };
            };
            /** @description Not Modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `link_invalid` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "link_invalid";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `precondition_failed` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "precondition_failed";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `range_not_satisfiable` */
            416: {
                headers: {
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "range_not_satisfiable";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable`, `storage_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable" | "storage_unavailable";
                    };
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: {
                /** @description Only accounts that are disabled, or that are not. */
                is_disabled?: boolean | null;
                /** @description Page number, starting at 1. */
                page?: number;
                /** @description Entries per page. */
                page_size?: number;
                /** @description Beginning of the e-mail address. */
                q?: string;
                /** @description Only accounts with this role. */
                role?: components["schemas"]["Role"] | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedResponse_UserAdminResponse_"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `insufficient_scope`, `two_step_required` */
            403: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "insufficient_scope" | "two_step_required";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    read_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAdminResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `insufficient_scope`, `two_step_required` */
            403: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "insufficient_scope" | "two_step_required";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    update_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "admin",
                 *       "is_disabled": false
                 *     }
                 */
                "application/json": components["schemas"]["UserAdminUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAdminResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `insufficient_scope`, `two_step_required` */
            403: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "insufficient_scope" | "two_step_required";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `last_admin` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "last_admin";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    list_user_sessions: {
        parameters: {
            query?: {
                /** @description Page number, starting at 1. */
                page?: number;
                /** @description Entries per page. */
                page_size?: number;
            };
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedResponse_SessionResponse_"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `insufficient_scope`, `two_step_required` */
            403: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "insufficient_scope" | "two_step_required";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    end_user_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `insufficient_scope`, `two_step_required` */
            403: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "insufficient_scope" | "two_step_required";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    read_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    update_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "locale": "en"
                 *     }
                 */
                "application/json": components["schemas"]["AccountUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    delete_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current_password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["AccountDeleteRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired`, `invalid_credentials` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired" | "invalid_credentials";
                    };
                };
            };
            /** @description `reauthentication_required` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `last_admin` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "last_admin";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable`, `server_busy` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable" | "server_busy";
                    };
                };
            };
        };
    };
    read_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmailResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    change_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "new_email": "ada@example.com",
                 *       "current_password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["EmailChangeRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired`, `invalid_credentials` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired" | "invalid_credentials";
                    };
                };
            };
            /** @description `reauthentication_required` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable`, `server_busy` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable" | "server_busy";
                    };
                };
            };
        };
    };
    cancel_email_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    list_own_events: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before, with the same filters; left out for the first page. */
                cursor?: string | null;
                /** @description Maximum number of items. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CursorPage_AuditEventResponse_"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    export_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountExportResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `reauthentication_required` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    connect_identity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description ID of the provider. */
                identity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "SplxlOBeZQQYbYS6WxSbIA",
                 *       "state": "af0ifjsldkj",
                 *       "iss": "https://accounts.google.com"
                 *     }
                 */
                "application/json": components["schemas"]["AuthorizationRequest"];
            };
        };
        responses: {
            /** @description It was connected already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityResponse"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityResponse"];
                };
            };
            /** @description `oidc_state_invalid`, `oidc_failed` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "oidc_state_invalid" | "oidc_failed";
                    };
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `reauthentication_required`, `email_not_verified`, `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required" | "email_not_verified" | "origin_not_allowed";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `identity_taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "identity_taken";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `oidc_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "oidc_unavailable";
                    };
                };
            };
        };
    };
    disconnect_identity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description ID of the connection. */
                identity: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `reauthentication_required` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `last_credential` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "last_credential";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    start_identity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description ID of the provider. */
                identity: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `reauthentication_required`, `email_not_verified`, `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required" | "email_not_verified" | "origin_not_allowed";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `oidc_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "oidc_unavailable";
                    };
                };
            };
        };
    };
    add_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "credential": {
                 *         "id": "c29tZSBjcmVkZW50aWFs",
                 *         "rawId": "c29tZSBjcmVkZW50aWFs",
                 *         "type": "public-key",
                 *         "response": {
                 *           "clientDataJSON": "e30",
                 *           "attestationObject": "oA",
                 *           "transports": [
                 *             "internal",
                 *             "hybrid"
                 *           ]
                 *         }
                 *       },
                 *       "name": "iCloud Keychain"
                 *     }
                 */
                "application/json": components["schemas"]["PasskeyCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyResponse"];
                };
            };
            /** @description `passkey_invalid` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "passkey_invalid";
                    };
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `reauthentication_required`, `email_not_verified` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required" | "email_not_verified";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `passkey_exists`, `passkey_limit` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "passkey_exists" | "passkey_limit";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    remove_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                passkey_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `reauthentication_required` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `last_credential`, `second_factor_missing` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "last_credential" | "second_factor_missing";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    rename_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                passkey_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "iCloud Keychain"
                 *     }
                 */
                "application/json": components["schemas"]["PasskeyUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    start_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "purpose": "sign_in"
                 *     }
                 */
                "application/json": components["schemas"]["PasskeyOptionsRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyCreationOptions"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `reauthentication_required`, `email_not_verified` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required" | "email_not_verified";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `passkey_limit` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "passkey_limit";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current_password": "correct horse battery staple",
                 *       "new_password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordChangeRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired`, `invalid_credentials` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired" | "invalid_credentials";
                    };
                };
            };
            /** @description `reauthentication_required`, `origin_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required" | "origin_not_allowed";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `password_too_short`, `password_too_long`, `password_common`, `password_context`, `password_breached`, `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "password_too_short" | "password_too_long" | "password_common" | "password_context" | "password_breached" | "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable`, `server_busy` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable" | "server_busy";
                    };
                };
            };
        };
    };
    list_photos: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before, with the same filters; left out for the first page. */
                cursor?: string | null;
                /** @description Maximum number of items. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CursorPage_PhotoResponse_"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    read_photo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                photo_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhotoResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    put_photo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                photo_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/jpeg": Blob;
                "image/png": Blob;
                "image/webp": Blob;
            };
        };
        responses: {
            /** @description It is stored already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhotoResponse"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhotoResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `photo_exists`, `photo_quota_reached` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "photo_exists" | "photo_quota_reached";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `photo_format_unsupported`, `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "photo_format_unsupported" | "unsupported_media_type";
                    };
                };
            };
            /** @description `photo_unreadable`, `photo_too_many_pixels` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "photo_unreadable" | "photo_too_many_pixels";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable`, `server_busy`, `storage_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable" | "server_busy" | "storage_unavailable";
                    };
                };
            };
        };
    };
    delete_photo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                photo_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    make_recovery_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodesResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `reauthentication_required` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `second_factor_missing` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "second_factor_missing";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    read_security: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecurityResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    enrol_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpEnrolment"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `reauthentication_required`, `email_not_verified` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required" | "email_not_verified";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    remove_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `reauthentication_required` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required";
                    };
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_found";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `second_factor_missing` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "second_factor_missing";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    confirm_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["TotpConfirmRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodesResponse"];
                };
            };
            /** @description `totp_not_started` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "totp_not_started";
                    };
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired`, `mfa_invalid` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired" | "mfa_invalid";
                    };
                };
            };
            /** @description `reauthentication_required` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `too_many_attempts` */
            429: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "too_many_attempts";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    forget_trusted_devices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
    switch_two_step: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "is_on": true
                 *     }
                 */
                "application/json": components["schemas"]["TwoStepUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodesResponse"];
                };
            };
            /** @description `not_authenticated`, `token_invalid`, `token_expired`, `session_expired` */
            401: {
                headers: {
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "not_authenticated" | "token_invalid" | "token_expired" | "session_expired";
                    };
                };
            };
            /** @description `reauthentication_required` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "reauthentication_required";
                    };
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "request_timeout";
                    };
                };
            };
            /** @description `second_factor_missing` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "second_factor_missing";
                    };
                };
            };
            /** @description `payload_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "payload_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "unsupported_media_type";
                    };
                };
            };
            /** @description `validation_error` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "validation_error";
                    };
                };
            };
            /** @description `internal_error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "internal_error";
                    };
                };
            };
            /** @description `service_unavailable` */
            503: {
                headers: {
                    "Retry-After"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorResponse"] & {
                        /** @enum {string} */
                        code: "service_unavailable";
                    };
                };
            };
        };
    };
}
