import { Activity, lazy, Suspense, useEffect, useState, type ComponentType, type ReactNode } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { api, useSession } from "./api.ts";
import { leaveWhenLoggedOut } from "./leave.ts";
import { MeProvider } from "./me.tsx";
import { Away } from "./pages/Away.tsx";
import { ConfirmEmailChange } from "./pages/ConfirmEmailChange.tsx";
import { ForgotPassword } from "./pages/ForgotPassword.tsx";
import { Login } from "./pages/Login.tsx";
import { NothingHere } from "./pages/NothingHere.tsx";
import { Register } from "./pages/Register.tsx";
import { ResetPassword } from "./pages/ResetPassword.tsx";
import { VerifyEmail } from "./pages/VerifyEmail.tsx";
import { ProofProvider } from "./proof.tsx";
import { isPage, ROUTES } from "./routes.ts";
import { Boundary } from "./ui/Boundary.tsx";
import { Header } from "./ui/Header.tsx";
import { Wait } from "./ui/Loading.tsx";

/** A page behind the login. It comes with the dialog for proof, which cannot be loaded when it is wanted offline. */
const inside = <Props,>(load: () => Promise<{ default: ComponentType<Props> }>) =>
  lazy(() => Promise.all([load(), import("./ui/ProofDialog.tsx")]).then(([page]) => page));

const Account = inside(() => import("./account/Account.tsx"));
const Security = inside(() => import("./account/Security.tsx"));
const Photos = inside(() => import("./account/Photos.tsx"));
const Data = inside(() => import("./account/Data.tsx"));
const Delete = inside(() => import("./account/Delete.tsx"));
const MailLogin = lazy(() => import("./pages/MailLogin.tsx"));
const SignIn = lazy(() => import("./pages/SignIn.tsx"));
const Deny = lazy(() => import("./pages/Deny.tsx"));
const SecondStep = lazy(() => import("./pages/SecondStep.tsx"));
const Users = inside(() => import("./admin/Users.tsx"));
const User = inside(() => import("./admin/User.tsx"));
const Audit = inside(() => import("./admin/Audit.tsx"));

export function App() {
  const { state, accountId } = useSession();
  const [path] = useLocation();
  const isNew = useAccountChange(accountId);
  // With another account, everything that was loaded or entered for the one before is thrown away.
  return (
    <MeProvider key={useTakeovers(state === "none", accountId)}>
      <Header isNew={isNew} />
      <Boundary key={path}>
        <ProofProvider><Suspense fallback={<Wait />}><Pages /></Suspense></ProofProvider>
      </Boundary>
    </MeProvider>
  );
}

/** How often an account has taken the place of another one. A login, also after a logout, takes no place. */
function useTakeovers(isOut: boolean, accountId: string | undefined): number {
  const [last, setLast] = useState({ account: accountId, takeovers: 0 });
  const account = isOut ? undefined : (accountId ?? last.account);
  if (account === last.account) return last.takeovers;
  const takeovers = last.takeovers + (account && last.account ? 1 : 0);
  setLast({ account, takeovers });
  return takeovers;
}

/** Whether the account was changed by a login in another tab, until the next navigation. */
function useAccountChange(account: string | undefined): boolean {
  const [path] = useLocation();
  const [changedAt, setChangedAt] = useState<string>();
  useEffect(
    () => api.session.subscribe((event) => event === "changed" && setChangedAt(location.pathname)),
    [],
  );
  return account !== undefined && changedAt === path;
}

function Pages() {
  if (!isPage(location.pathname)) return <NothingHere />; // routes match /Login/, too, where the server has no page
  return (
    <Switch>
      <Route path={ROUTES.start} component={Start} />
      <Route path={ROUTES.login} component={Login} />
      <Route path={ROUTES.secondStep} component={SecondStep} />
      <Route path={ROUTES.mailLogin} component={MailLogin} />
      <Route path={ROUTES.signIn}>{({ provider }) => <SignIn provider={provider} />}</Route>
      <Route path={ROUTES.deny} component={Deny} />
      <Route path={ROUTES.register} component={Register} />
      <Route path={ROUTES.verifyEmail} component={VerifyEmail} />
      <Route path={ROUTES.forgotPassword} component={ForgotPassword} />
      <Route path={ROUTES.resetPassword} component={ResetPassword} />
      <Route path={ROUTES.confirmEmailChange} component={ConfirmEmailChange} />
      <Route path={ROUTES.account}>{() => <Private><Account /></Private>}</Route>
      <Route path={ROUTES.security}>{() => <Private><Security /></Private>}</Route>
      <Route path={ROUTES.photos}>{() => <Private><Photos /></Private>}</Route>
      <Route path={ROUTES.data}>{() => <Private><Data /></Private>}</Route>
      <Route path={ROUTES.deleteAccount}>{() => <Private><Delete /></Private>}</Route>
      <Route path={ROUTES.admin}>{() => <Private><Users /></Private>}</Route>
      <Route path={ROUTES.adminAudit}>{() => <Private><Audit /></Private>}</Route>
      <Route path={ROUTES.adminUser}>{({ id }) => <Private><User id={id} /></Private>}</Route>
    </Switch>
  );
}

function Start() {
  const { state } = useSession();
  if (state === "unknown") return <Wait />;
  if (state === "away") return <Away />;
  return <Redirect to={state === "open" ? ROUTES.account : ROUTES.login} replace />;
}

/** A page that needs a login. It is hidden, with what was entered, while it is not known whether there is one. */
function Private({ children }: { children: ReactNode }) {
  const { state } = useSession();
  useEffect(leaveWhenLoggedOut, []);
  const isOpen = state === "open";
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) setWasOpen(true);
  if (state === "away") return <Away />;
  if (!wasOpen) return <Wait />;
  return <><Activity mode={isOpen ? "visible" : "hidden"}>{children}</Activity>{!isOpen && <Wait />}</>;
}
