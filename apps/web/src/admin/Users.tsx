import { Page } from "../ui/Page.tsx";

export default function Users() {
  return <Page title="Users">{null}</Page>;
}
