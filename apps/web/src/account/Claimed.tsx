import { useEffect } from "react";
import { api, outcome } from "../api.ts";
import { useLoad } from "../load.ts";
import { inside } from "../texts/inside.ts";

const SEEN = "stylipp.claimed";

/** Tells the owner of an account, once, that the password of somebody who never confirmed the address is gone. */
export function Claimed() {
  const query = { limit: 10 };
  const events = useLoad((signal) => outcome(api.GET("/v1/users/me/events", { params: { query }, signal })));
  const claim = events.data?.items.find(({ type }) => type === "account_claimed");
  const isNew = claim !== undefined && sessionStorage.getItem(SEEN) !== String(claim.id);
  useEffect(() => {
    // Not while it is shown: only the next visit has seen it.
    return isNew ? () => sessionStorage.setItem(SEEN, String(claim.id)) : undefined;
  }, [isNew, claim?.id]);
  return isNew && <p className="notice">{inside.account.claimed}</p>;
}
