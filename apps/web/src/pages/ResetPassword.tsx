import { Page } from "../ui/Page.tsx";

export function ResetPassword() {
  return <Page title="ResetPassword">{null}</Page>;
}
