import { formatPrice, priceTicks } from "@augury/core";
import type { InstrumentTable } from "@augury/model";
import { Chain, ClobClient, OrderType, Side, type TickSize } from "@polymarket/clob-client-v2";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import type { WantedOrder } from "../intent/conventional-engine.ts";
import { BENCH_INSTRUMENT, CREDENTIALS, PRIVATE_KEY, WANTED } from "./bench-account.ts";
import type { OrderContender } from "./order-rounds.ts";

const TERMS = { tokenID: BENCH_INSTRUMENT.venueId, price: WANTED.price, size: WANTED.contracts, side: Side.BUY };
const MARKET = { tickSize: "0.01", negRisk: false } as const;

/** The official client as its examples open it, on viem's wallet. Nothing is asked of a node. */
function openOfficialClob(host: string): ClobClient {
  const { apiKey: key, secret, passphrase } = CREDENTIALS;
  const account = privateKeyToAccount(PRIVATE_KEY);
  const signer = createWalletClient({ account, chain: polygon, transport: http("http://127.0.0.1:1") });
  return new ClobClient({ host, chain: Chain.POLYGON, signer, creds: { key, secret, passphrase } });
}

/**
 * Resolves with what places an order of any market with it, and does not wait. The market's terms are said, as the examples do; what the
 * client would still ask when it first sees a token is in its cache, or it would lose an answer's time there.
 */
export async function openOfficialPlacer(
  host: string,
  instruments: InstrumentTable,
): Promise<(order: WantedOrder) => void> {
  const client = openOfficialClob(host);
  for (const { venueId } of instruments.list) await client.getTickSize(venueId);
  return ({ instrument, price, size, tokenId }) => {
    const { negRisk, ticks } = instruments.list[instrument];
    const tickSize = formatPrice(priceTicks(ticks[0].step)) as TickSize;
    const terms = { tokenID: tokenId, price, size, side: Side.BUY };
    const placed = client.createOrder(terms, { tickSize, negRisk });
    void placed.then((order) => client.postOrder(order, OrderType.FAK));
  };
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
