import type { VenueSocket } from "../venue-sockets.ts";
import { PolyboltSession } from "./polybolt-session.ts";
import { RtdsSession } from "./rtds-session.ts";
import { SportsSession } from "./sports-session.ts";

/** Addresses of the reference feeds; on the venue each has a host of its own. */
export const REFERENCE_SOCKETS: readonly VenueSocket[] = [
  {
    path: "/rtds",
    open: ({ exchange, references, nowMs }, link) =>
      new RtdsSession({ exchange, prices: references, link, seed: link.id, nowMs }),
  },
  {
    path: "/polybolt",
    ping: { everyMs: 25_000, body: "" },
    open: ({ exchange, references, accounts, nowMs }, link) =>
      new PolyboltSession({
        exchange,
        prices: references,
        link,
        nowMs,
        takeGap: () => link.dial.takeGap(),
        auth: {
          isRequired: false,
          accepts: ({ apiKey, secret, passphrase }) => {
            const key = accounts.findKey(apiKey);
            return key?.secret === secret && key.passphrase === passphrase;
          },
        },
      }),
  },
  {
    path: "/sports",
    ping: { everyMs: 15_000, body: "" },
    open: ({ nowMs }, link) => new SportsSession({ link, nowMs }),
  },
];
