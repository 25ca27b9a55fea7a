import "../styles/dialog.css";
import { useEffect, useId, useRef } from "react";
import { api, outcome, type Schemas } from "../api.ts";
import { useLoad } from "../load.ts";
import { useMe } from "../me.tsx";
import { proof } from "../texts/proof.ts";
import { proveAt } from "../providers.ts";
import { t } from "../texts/index.ts";
import { Form } from "./Form.tsx";
import { Loading } from "./Loading.tsx";
import { Ways, type Proof } from "./Ways.tsx";

/** Asks for what the account can prove itself with. Afterwards the focus is back where it was. */
export function ProofDialog({ onClose }: { onClose: (isProven: boolean) => void }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const isProven = useRef(false);
  const email = useMe().data?.email ?? "";
  const security = useLoad((signal) => outcome(api.GET("/v1/users/me/security", { signal })));
  useEffect(() => dialog.current!.showModal(), []);

  async function send(given: Promise<Proof>) {
    const { problem } = await outcome(given.then((body) => api.POST("/v1/auth/reauthenticate", { body })));
    isProven.current = !problem;
    if (!problem) dialog.current?.close();
    return problem;
  }

  const mail = async () => (await outcome(api.POST("/v1/auth/reauthenticate/mail"))).problem;

  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={() => onClose(isProven.current)}>
      <h2 id={id}>{proof.title}</h2>
      <p>{proof.text}</p>
      <Loading of={security} isFocused>
        {(account) => (
          <>
            <Ways ways={waysOf(account)} options={() => outcome(api.POST("/v1/auth/reauthenticate/options"))} mail={mail} send={send}>
              <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
            </Ways>
            <Providers of={account} />
          </>
        )}
      </Loading>
      <button type="button" className="link" onClick={() => dialog.current?.close()}>{t.cancel}</button>
    </dialog>
  );
}

/** A login at a provider is proof, too; with two-step login, the second step alone is less to do. */
function Providers({ of: { identities, two_step } }: { of: Schemas["SecurityResponse"] }) {
  const usable = identities.filter((one) => one.can_sign_in);
  if (two_step.is_on || usable.length === 0) return null;
  return (
    <>
      {usable.map(({ id, provider, provider_name }) => (
        <Form key={id} submit={proof.provider(provider_name)} look="link" send={() => proveAt(provider, here())} />
      ))}
      <p className="hint">{proof.providerHint}</p>
    </>
  );
}

const here = () => location.pathname + location.search + location.hash;

/** With two-step login, a password or a mailed code is not enough. */
function waysOf({ has_password, two_step, passkeys, rp_id }: Schemas["SecurityResponse"]) {
  return [
    ...(has_password && !two_step.is_on ? (["password"] as const) : []),
    ...(!two_step.is_on ? (["mail_code"] as const) : []),
    ...(two_step.has_totp ? (["code"] as const) : []),
    ...(passkeys.some((one) => one.rp_id === rp_id) ? (["passkey"] as const) : []),
    ...(two_step.recovery_codes_left > 0 ? (["recovery_code"] as const) : []),
  ];
}
