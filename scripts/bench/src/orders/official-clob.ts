import { Chain, ClobClient, OrderType, Side } from "@polymarket/clob-client-v2";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { BENCH_INSTRUMENT, CREDENTIALS, PRIVATE_KEY, WANTED } from "./bench-account.ts";
import type { OrderContender } from "./order-rounds.ts";

const TERMS = { tokenID: BENCH_INSTRUMENT.venueId, price: WANTED.price, size: WANTED.contracts, side: Side.BUY };
const MARKET = { tickSize: "0.01", negRisk: false } as const;

/** The official client as its examples open it, on viem's wallet. Nothing is asked of a node. */
export function openOfficialClob(host: string): ClobClient {
  const { apiKey: key, secret, passphrase } = CREDENTIALS;
  const account = privateKeyToAccount(PRIVATE_KEY);
  const signer = createWalletClient({ account, chain: polygon, transport: http("http://127.0.0.1:1") });
  return new ClobClient({ host, chain: Chain.POLYGON, signer, creds: { key, secret, passphrase } });
}

/** Its createOrder: the market's terms are said, version and tick size are in its cache. */
export function officialMaking(host: string): OrderContender {
  const client = openOfficialClob(host);
  return { name: "official: createOrder on viem", place: () => client.createOrder(TERMS, MARKET) };
}

/** Its createOrder, then its postOrder. */
export function officialPosting(host: string): OrderContender {
  const client = openOfficialClob(host);
  return {
    name: "official: createOrder + postOrder",
    place: async () => client.postOrder(await client.createOrder(TERMS, MARKET), OrderType.FAK),
  };
}
