/**
 * What browsers take and return for passkeys, from and to the contracts. Not with `toJSON()` and
 * `parseRequestOptionsFromJSON()`: what extensions return lacks the one, and older browsers the other.
 */
import type { components } from "./schema.js";

type Schemas = components["schemas"];
export type Assertion = Schemas["AssertionCredential"];
export type Attestation = Schemas["AttestationCredential"];

export function requestOf({
  public_key: options,
}: Schemas["PasskeyRequestOptions"]): PublicKeyCredentialRequestOptions {
  return {
    challenge: decode(options.challenge),
    rpId: options.rp_id,
    timeout: options.timeout,
    userVerification: options.user_verification,
    allowCredentials: options.allow_credentials.map(descriptorOf),
  };
}

export function creationOf({
  public_key: options,
}: Schemas["PasskeyCreationOptions"]): PublicKeyCredentialCreationOptions {
  const { user, authenticator_selection: selection } = options;
  return {
    rp: options.rp,
    user: { id: decode(user.id), name: user.name, displayName: user.display_name },
    challenge: decode(options.challenge),
    pubKeyCredParams: options.pub_key_cred_params,
    timeout: options.timeout,
    excludeCredentials: options.exclude_credentials.map(descriptorOf),
    authenticatorSelection: {
      residentKey: selection.resident_key,
      requireResidentKey: selection.require_resident_key,
      userVerification: selection.user_verification,
    },
    attestation: options.attestation,
  };
}

const descriptorOf = ({ type, id, transports }: Schemas["PasskeyDescriptor"]) => ({
  type,
  id: decode(id),
  transports: transports as AuthenticatorTransport[], // browsers ignore those that they do not know
});

export function assertionOf(credential: Credential | null): Assertion {
  const { rawId, response } = credential as PublicKeyCredential;
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    response as AuthenticatorAssertionResponse;
  return {
    ...identityOf(rawId),
    response: {
      clientDataJSON: encode(clientDataJSON),
      authenticatorData: encode(authenticatorData),
      signature: encode(signature),
      userHandle: userHandle?.byteLength ? encode(userHandle) : null,
    },
  };
}

export function attestationOf(credential: Credential | null): Attestation {
  const { rawId, response: any } = credential as PublicKeyCredential;
  const response = any as AuthenticatorAttestationResponse;
  return {
    ...identityOf(rawId),
    response: {
      clientDataJSON: encode(response.clientDataJSON),
      attestationObject: encode(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

function identityOf(rawId: ArrayBuffer): Pick<Assertion, "id" | "rawId" | "type"> {
  const id = encode(rawId);
  return { id, rawId: id, type: "public-key" };
}

/** Base64url without padding. */
function encode(bytes: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (char) => char.charCodeAt(0));
}
