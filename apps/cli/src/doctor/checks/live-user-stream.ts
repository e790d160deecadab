import { UserProtocol } from "@augury/venue-polymarket";
import type { DoctorCheck } from "../doctor-check.ts";
import type { DoctorContext } from "../doctor-context.ts";
import { type Finding, skip } from "../finding.ts";
import { type LiveAccount, openLiveApiKey, withLiveAccount } from "../live-polymarket.ts";
import { tryHandshake } from "../probe-socket.ts";

/** Whether the account's channel opens and takes the key: without it nothing is quoted. */
export const liveUserStream: DoctorCheck = {
  name: "live-user-stream",
  summary: "live trading: Polymarket's user channel, with the API key",
  needsConfig: true,
  run: (context) => withLiveAccount(context, (account) => openStream(context, account)),
};

async function openStream(context: DoctorContext, account: LiveAccount): Promise<Finding[]> {
  const key = await openLiveApiKey(context, account);
  if (!key.ok) return [key.error];
  if (!key.value) return [skip("the wallet has no API key yet: the engine makes one at its start")];
  const protocol = new UserProtocol(key.value, []);
  // The venue confirms no subscription; a ping behind it is answered after it was read.
  const greeting = {
    frames: [...protocol.hello(), "PING"],
    isAnswer: (text: string) => text.trim() === "PONG",
    refusalOf: protocol.closed.bind(protocol),
  };
  return [
    await tryHandshake(context, { host: "Polymarket user channel", url: `${account.start.wsUrl}/user`, greeting }),
  ];
}
