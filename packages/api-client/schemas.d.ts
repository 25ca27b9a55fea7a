// Generated from openapi.json by `make contracts`; do not edit.

type JsonSchema = { [keyword: string]: any };
declare const schemas: {
  AccountDeleteRequest: JsonSchema;
  AccountUpdate: JsonSchema;
  AuthorizationRequest: JsonSchema;
  EmailChangeRequest: JsonSchema;
  EmailLogin: JsonSchema;
  EmailLoginRequest: JsonSchema;
  MfaVerifyRequest: JsonSchema;
  OAuth2TokenRequest: JsonSchema;
  OneTimeTokenRequest: JsonSchema;
  PasskeyCreate: JsonSchema;
  PasskeyLogin: JsonSchema;
  PasskeyOptionsRequest: JsonSchema;
  PasskeyUpdate: JsonSchema;
  PasswordChangeRequest: JsonSchema;
  PasswordForgotRequest: JsonSchema;
  PasswordResetRequest: JsonSchema;
  ProviderReturnRequest: JsonSchema;
  ReauthenticationRequest: JsonSchema;
  TotpConfirmRequest: JsonSchema;
  TwoStepUpdate: JsonSchema;
  UserAdminUpdate: JsonSchema;
  UserCreate: JsonSchema;
  UserLogin: JsonSchema;
};
export default schemas;
