import { Page } from "../ui/Page.tsx";

export default function Account() {
  return <Page title="Account">{null}</Page>;
}
