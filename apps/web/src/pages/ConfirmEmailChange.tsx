import { Page } from "../ui/Page.tsx";

export function ConfirmEmailChange() {
  return <Page title="ConfirmEmailChange">{null}</Page>;
}
