// Generated from openapi.json by `make contracts`; do not edit.

/** The first field of each operation's response, and its type in JavaScript, or "array". */
export const recognizedBy: Record<string, [field: string, type: string]> = {
  "GET /v1/users/me": ["id", "string"],
  "POST /v1/users/me/password": ["access_token", "string"],
  "POST /v1/users/me/email": ["success", "boolean"],
  "POST /v1/users/me/delete": ["success", "boolean"],
  "GET /v1/users/me/export": ["account", "object"],
  "GET /health": ["status", "string"],
  "GET /health/ready": ["status", "string"],
  "POST /v1/auth/register": ["id", "string"],
  "POST /v1/auth/login": ["access_token", "string"],
  "POST /v1/auth/token": ["access_token", "string"],
  "POST /v1/auth/refresh": ["access_token", "string"],
  "POST /v1/auth/logout": ["success", "boolean"],
  "POST /v1/auth/logout-all": ["success", "boolean"],
  "GET /v1/auth/sessions": ["items", "array"],
  "DELETE /v1/auth/sessions/{session_id}": ["success", "boolean"],
  "POST /v1/auth/password/forgot": ["success", "boolean"],
  "POST /v1/auth/password/reset": ["success", "boolean"],
  "POST /v1/auth/email/verify": ["success", "boolean"],
  "POST /v1/auth/email/verify/resend": ["success", "boolean"],
  "POST /v1/auth/email/change/confirm": ["success", "boolean"],
  "GET /v1/users": ["items", "array"],
  "GET /v1/users/{user_id}": ["id", "string"],
  "PATCH /v1/users/{user_id}": ["id", "string"],
};
