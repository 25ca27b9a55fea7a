import { Page } from "../ui/Page.tsx";

export default function User({ id: _id }: { id: string }) {
  return <Page title="User">{null}</Page>;
}
