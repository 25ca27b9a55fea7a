import { Page } from "../ui/Page.tsx";

export default function Delete() {
  return <Page title="Delete">{null}</Page>;
}
