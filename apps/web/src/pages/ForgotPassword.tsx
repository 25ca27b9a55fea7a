import { Page } from "../ui/Page.tsx";

export function ForgotPassword() {
  return <Page title="ForgotPassword">{null}</Page>;
}
