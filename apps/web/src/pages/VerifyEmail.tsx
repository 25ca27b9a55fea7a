import { Page } from "../ui/Page.tsx";

export function VerifyEmail() {
  return <Page title="VerifyEmail">{null}</Page>;
}
