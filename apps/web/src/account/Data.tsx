import { Page } from "../ui/Page.tsx";

export default function Data() {
  return <Page title="Data">{null}</Page>;
}
