import type { SimAccount } from "@augury/venue-polymarket/sim";
import { FakePolymarket, type MarketSpec, PolymarketExchange } from "@augury/venue-polymarket/sim";
import { type ApiKeyCreds, Chain, ClobClient, type SignatureTypeV2 } from "@polymarket/clob-client-v2";
import { createWalletClient, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { CONDITIONS, TOKENS } from "../polymarket-clob/scene.ts";

/** Public test keys of the Hardhat project: they own nothing anywhere. */
export const PRIVATE_KEYS = {
  ann: "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  bob: "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
} as const satisfies Record<string, Hex>;

/** Effective taker rate of every market here. */
export const FEE_RATE = 0.04;
const DAY_MS = 86_400_000;

/** One wallet with an API key: the official client, and what the venue knows of it. */
export interface OfficialTrader {
  readonly client: ClobClient;
  readonly creds: ApiKeyCreds;
  readonly address: string;
  readonly account: SimAccount;
}

/** What sets a market apart. */
interface FloorTerms extends Pick<Partial<MarketSpec>, "tokens" | "conditionId" | "exchangeVersion" | "takerDelayMs"> {
  readonly isNegRisk?: boolean;
}

/** A market of the V2 exchange, of the neg-risk V2 exchange, of V3. */
const THREE_EXCHANGES: readonly FloorTerms[] = [{}, { isNegRisk: true }, { exchangeVersion: 3 }];

/** Empty markets, on which nobody trades but the accounts: what one of them pays, another one gets. */
export class PolymarketFloor {
  /** Moves the venue's clock ahead. */
  aheadMs = 0;
  readonly venue: FakePolymarket;

  constructor(markets: readonly FloorTerms[] = THREE_EXCHANGES) {
    const exchange = new PolymarketExchange(3);
    for (const [number, terms] of markets.entries())
      exchange.addMarket(specOf(number, terms), (Date.now() - DAY_MS) * 1000);
    this.venue = FakePolymarket.start({ port: 0, seed: 3, exchange, nowMs: () => this.nowMs });
    Object.assign(this.world.desk.settlement.times, { minedMs: 0, confirmedMs: 0 });
  }

  get world() {
    return this.venue.world;
  }

  get nowMs(): number {
    return Date.now() + this.aheadMs;
  }

  get baseUrl(): string {
    return `${this.venue.url}/clob`;
  }

  /** Opens the official client of a key, for its own wallet or for one that it signs for. */
  open(privateKey: Hex, wallet: { signatureType?: SignatureTypeV2; funderAddress?: string } = {}): OfficialTrader {
    const signer = privateKeyToAccount(privateKey);
    const { accounts } = this.world;
    const key = accounts.findKeyOf(signer.address, "0") ?? accounts.createKey(signer.address, "0");
    if (!key) throw new Error("the venue makes a key");
    const creds = { key: key.apiKey, secret: key.secret, passphrase: key.passphrase };
    const client = new ClobClient({
      host: this.baseUrl,
      chain: Chain.POLYGON,
      // Only signs: nothing is ever sent to a node.
      signer: createWalletClient({ account: signer, chain: polygon, transport: http("http://127.0.0.1:1") }),
      creds,
      useServerTime: true,
      throwOnError: true,
      ...wallet,
    });
    return { client, creds, address: signer.address, account: key.account };
  }

  /** Lets everything settle that is on its way. */
  settle(): void {
    this.world.advance(this.nowMs);
  }

  close(): Promise<void> {
    return this.venue.stop();
  }
}

function specOf(
  number: number,
  {
    isNegRisk = false,
    exchangeVersion,
    takerDelayMs,
    conditionId = CONDITIONS[number],
    tokens = [...(TOKENS[number] ?? ["", ""])],
  }: FloorTerms,
): MarketSpec {
  if (!conditionId || !tokens[0]) throw new Error("there are as many tokens as markets");
  return {
    id: String(2000 + number),
    conditionId,
    questionId: `0x${"e".repeat(64)}`,
    slug: `floor-${number}`,
    question: `Floor ${number}?`,
    description: "It resolves, or not.",
    groupItemTitle: "",
    tokens,
    outcomes: ["Yes", "No"],
    step: 100,
    minOrderSize: 5,
    feeRate: FEE_RATE,
    ...(exchangeVersion && { exchangeVersion }),
    ...(takerDelayMs && { takerDelayMs }),
    event: {
      id: String(number),
      slug: `floor-event-${number}`,
      title: "Floor",
      negRisk: isNegRisk,
      negRiskAugmented: false,
      negRiskMarketId: isNegRisk ? "0xabc" : "",
    },
    startTimeMs: Date.now() - DAY_MS,
    endTimeMs: Date.now() + DAY_MS,
  };
}
