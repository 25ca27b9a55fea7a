/**
 * The paths of all pages, as wouter patterns. The build writes them to `pages.json`, from which the
 * server knows which paths exist.
 */
export const ROUTES = {
  start: "/",
  login: "/login",
  secondStep: "/login/second-step",
  mailLogin: "/login/mail",
  signIn: "/sign-in/:provider",
  deny: "/deny",
  register: "/register",
  verifyEmail: "/verify-email",
  forgotPassword: "/forgot-password",
  resetPassword: "/reset-password",
  confirmEmailChange: "/confirm-email-change",
  account: "/account",
  security: "/account/security",
  photos: "/account/photos",
  data: "/account/data",
  deleteAccount: "/account/delete",
  admin: "/admin",
  adminUser: "/admin/users/:id",
  adminAudit: "/admin/audit",
} as const;

export const PAGES: readonly string[] = Object.values(ROUTES);

/** Whether a path is one of a page. A parameter of a path is one segment. */
export function isPage(path: string): boolean {
  return PAGES.some((page) => new RegExp(`^${page.replace(/:\w+/g, "[^/]+")}$`).test(path));
}
