// Generated from openapi.json by `make contracts`; do not edit.

type JsonSchema = { [keyword: string]: any };
declare const schemas: {
  AccountDeleteRequest: JsonSchema;
  EmailChangeRequest: JsonSchema;
  OAuth2TokenRequest: JsonSchema;
  OneTimeTokenRequest: JsonSchema;
  PasswordChangeRequest: JsonSchema;
  PasswordForgotRequest: JsonSchema;
  PasswordResetRequest: JsonSchema;
  UserAdminUpdate: JsonSchema;
  UserCreate: JsonSchema;
  UserLogin: JsonSchema;
};
export default schemas;
