import type { Schemas } from "../api.ts";
import { inside } from "../texts/inside.ts";
import { Facts } from "./Facts.tsx";
import { Time } from "./Time.tsx";

/** One login: its device, and where and when that was here. */
export function Device({ device, ip, is_current, last_seen_at, created_at }: Schemas["SessionResponse"]) {
  const words = inside.account.sessions;
  return (
    <div>
      <p className="name">{words.device(device ?? words.unknown)}</p>
      {is_current && <p className="good">{words.here}</p>}
      <Facts facts={[
        [words.network, ip],
        [words.contact, <Time at={last_seen_at} />],
        [words.since, <Time at={created_at} isDate />],
      ]} />
    </div>
  );
}
