// Starts Swagger UI.

// The document has one scheme for the Authorization header, because generated clients send every one
// of them. This page adds another, so that *Authorize* can log in instead of taking an access token.
const login = {
  type: "oauth2",
  description: "Log in with e-mail address and password.",
  flows: { password: { tokenUrl: "v1/auth/token", scopes: {} } },
};

function withLogin(text) {
  const document = JSON.parse(text);
  const { components, paths } = document;
  components.securitySchemes = { login, ...components.securitySchemes };
  for (const { security = [] } of Object.values(paths).flatMap(Object.values)) {
    if (security.some((scheme) => "access_token" in scheme)) security.unshift({ login: [] });
  }
  return JSON.stringify(document);
}

SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  // It would store the password entered under Authorize as plain text in localStorage.
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
  plugins: [
    { statePlugins: { spec: { wrapActions: { updateSpec: (update) => (text) => update(withLogin(text)) } } } },
  ],
});
