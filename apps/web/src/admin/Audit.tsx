import { Page } from "../ui/Page.tsx";

export default function Audit() {
  return <Page title="Audit">{null}</Page>;
}
