import "../styles/account.css";
import { useState } from "react";
import { Link } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { api, outcome } from "../api.ts";
import { handed } from "../handed.ts";
import { useLoad } from "../load.ts";
import { ROUTES } from "../routes.ts";
import { t } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { Form } from "../ui/Form.tsx";
import { Loading } from "../ui/Loading.tsx";
import { Page } from "../ui/Page.tsx";
import { Resend, resendConfirmation } from "../ui/Resend.tsx";
import { Identities } from "./Identities.tsx";
import { Passkeys } from "./Passkeys.tsx";
import { RecoveryCodes } from "./RecoveryCodes.tsx";
import { TrustedDevices } from "./TrustedDevices.tsx";
import { TwoStep } from "./TwoStep.tsx";

/** How the account is protected: passkeys, two-step login, recovery codes, remembered devices. */
export default function Security() {
  const security = useLoad((signal) => outcome(api.GET("/v1/users/me/security", { signal })));
  const [codes, show] = useState<string[]>(); // known to this page only, until it is left
  const words = inside.security;
  return (
    <Page title={words.title}>
      <Loading of={security}>
        {({ is_email_verified, two_step, passkeys, identities, rp_id }) => (
          <>
            {handed().isForAdministration && <ForAdministration isOn={two_step.is_on} />}
            {!is_email_verified && (
              <div className="notice">
                <p>{words.unconfirmed}</p>
                <Resend label={t.mail.again} send={resendConfirmation} />
              </div>
            )}
            <Passkeys passkeys={passkeys} canAdd={is_email_verified} />
            <Identities identities={identities} canAdd={is_email_verified} />
            <TwoStep state={two_step} canAdd={is_email_verified} hasPasskey={passkeys.some((one) => one.rp_id === rp_id)} show={show} />
            {(codes || two_step.is_on) && (
              // Those that have just been made are there, even if what is loaded is from before.
              <RecoveryCodes left={two_step.is_on ? two_step.recovery_codes_left : codes!.length} codes={codes} show={show} />
            )}
            {two_step.is_on && <TrustedDevices count={two_step.trusted_devices} />}
          </>
        )}
      </Loading>
      <p className="aside"><Link href={ROUTES.account}>{inside.account.back}</Link></p>
    </Page>
  );
}

/** Why the pages for administrators have led here, and the way back. */
function ForAdministration({ isOn }: { isOn: boolean }) {
  const words = inside.security.administration;

  /** Where two-step login is on, only this session has not proven the second factor. */
  async function goOn() {
    const { problem } = await outcome(api.GET("/v1/users", { params: { query: { page_size: 1 } } }));
    if (!problem) navigate(ROUTES.admin);
    return problem?.code === "two_step_required" ? { ...problem, code: "reauthentication_required" as const } : problem;
  }

  return (
    <div className="notice">
      <p>{isOn ? words.prove : words.why}</p>
      {isOn && <Form submit={words.goOn} look="plain" send={goOn} />}
    </div>
  );
}
