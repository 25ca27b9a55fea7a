import { Component, useEffect, useState, type ReactNode } from "react";
import { Away } from "../pages/Away.tsx";
import { t } from "../texts/index.ts";
import { Waiting } from "./Loading.tsx";

/** Shows words in place of a page that has failed, such as one whose script could not be loaded. */
export class Boundary extends Component<{ children: ReactNode }> {
  static getDerivedStateFromError = () => ({ hasFailed: true });
  override state = { hasFailed: false };
  override render = () => (this.state.hasFailed ? <Failed /> : this.props.children);
}

function Failed() {
  const [isAway, setAway] = useState<boolean>();

  /** Not without a connection: the browser would replace the app by an error page of its own. */
  async function reload(isFirst = false) {
    const isThere = await fetch(location.pathname).then(({ ok }) => ok, () => false);
    const state = history.state as { isReloaded?: boolean } | null;
    if (!isThere || (isFirst && state?.isReloaded)) return void setAway(!isThere);
    history.replaceState({ ...state, isReloaded: true }, "");
    location.reload();
  }

  // After a release, the scripts of the one before are missing: the new page has the new ones. Once only.
  useEffect(() => void reload(true), []);
  const retry = async () => (await reload(), undefined);
  if (isAway === undefined) return <main><Waiting /></main>;
  return isAway ? <Away retry={retry} /> : <Away retry={retry} words={t.failed} submit={t.reload} />;
}
