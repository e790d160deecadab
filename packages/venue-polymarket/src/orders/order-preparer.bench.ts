import type { PriceTicks, SizeMicros } from "@augury/core";
import { type Instrument, NO_FEES, uniformTicks } from "@augury/model";
import {
  CURVE_NAMES,
  type CurveName,
  exchangeOf,
  L2Signer,
  type OrderFields,
  OrderSigner,
  openCurve,
  verifyL2Signature,
  verifyOrder,
  Wallet,
} from "@augury/signing";
import { Chain, createL2Headers, OrderBuilder, OrderType, orderToJsonV2, Side } from "@polymarket/clob-client-v2";
import { createWalletClient, custom } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { OrderPreparer } from "./order-preparer.ts";

export interface PlacementBenchShape {
  /** Orders that a candidate makes back to back in a round. */
  readonly hot: number;
  /** Orders that it makes after a pause each, which is what trading looks like. */
  readonly cold: number;
  readonly coldPauseMs: number;
  readonly rounds: number;
}

/** Microseconds from what is wanted (side, price, size) to the text and the headers that are posted. */
export interface PlacementBenchResult {
  readonly name: string;
  readonly hotUs: readonly number[];
  readonly coldUs: readonly number[];
  /** Placements of which order and request were found to be signed by us. */
  readonly verified: number;
  readonly placements: number;
}

interface Posting {
  readonly body: string;
  readonly headers: Readonly<Record<string, string | number | boolean>>;
}
interface Candidate {
  readonly name: string;
  place(): Posting | Promise<Posting>;
}

/** The first of the public keys that Ethereum's development tools print; it guards nothing. */
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const CREDENTIALS = {
  apiKey: "00000000-0000-4000-8000-000000000001",
  secret: "c2VjcmV0LWtleS1mb3ItdGVzdC12ZWN0b3JzLW9ubHk_LS0=",
  passphrase: "0123456789abcdef",
  address: ADDRESS,
};
const TOKEN_ID = "14965588658799411272385430903075831224615961675357217884735713260981483529984";

/** Makes the same limit BUY with every candidate, rounds interleaved, so that noise meets all of them. */
export async function benchPlacements({ hot, cold, coldPauseMs, rounds }: PlacementBenchShape) {
  const candidates = [officialCandidate(), ...CURVE_NAMES.flatMap(ownCandidate)].map((candidate) => ({
    ...candidate,
    hotUs: [] as number[],
    coldUs: [] as number[],
    verified: 0,
  }));
  for (let round = 0; round < rounds; round++)
    for (const candidate of candidates) {
      candidate.verified += await measure(candidate, { times: candidate.hotUs, placements: hot, pauseMs: 0 });
      const pauses = { times: candidate.coldUs, placements: cold, pauseMs: coldPauseMs };
      candidate.verified += await measure(candidate, pauses);
    }
  return candidates.map(
    ({ name, hotUs, coldUs, verified }): PlacementBenchResult => ({
      name,
      hotUs: hotUs.toSorted((a, b) => a - b),
      coldUs: coldUs.toSorted((a, b) => a - b),
      verified,
      placements: rounds * (hot + cold),
    }),
  );
}

async function measure(
  candidate: Candidate,
  { times, placements, pauseMs }: { times: number[]; placements: number; pauseMs: number },
): Promise<number> {
  const made: Posting[] = [];
  for (let i = 0; i < placements; i++) {
    if (pauseMs > 0) await Bun.sleep(pauseMs);
    const start = Bun.nanoseconds();
    const posting = candidate.place();
    made.push(posting instanceof Promise ? await posting : posting);
    times.push((Bun.nanoseconds() - start) / 1000);
  }
  return made.filter(isOurs).length;
}

function isOurs({ body, headers }: Posting): boolean {
  const { order } = JSON.parse(body) as { order: Omit<OrderFields, "side"> & { side: "BUY"; signature: string } };
  const { POLY_TIMESTAMP: timestamp = "", POLY_SIGNATURE: signature = "" } = headers;
  const request = { timestamp: String(timestamp), method: "POST", path: "/order", body, signature: String(signature) };
  const signedBy = verifyOrder(exchangeOf(137, "v2"), order)?.signedBy;
  return signedBy === ADDRESS && verifyL2Signature(CREDENTIALS.secret, request);
}

/** The steps of the official client's createOrder and postOrder, without what they ask the venue for and without the request. */
function officialCandidate(): Candidate {
  const transport = custom({ request: () => Promise.reject(new Error("no node is asked")) });
  const wallet = createWalletClient({ account: privateKeyToAccount(KEY), chain: polygon, transport });
  const builder = new OrderBuilder(wallet, Chain.POLYGON);
  const { apiKey: key, secret, passphrase } = CREDENTIALS;
  const terms = { tokenID: TOKEN_ID, price: 0.5, size: 100, side: Side.BUY };
  const place = async () => {
    const order = await builder.buildOrder(terms, { tickSize: "0.01", negRisk: false }, 2);
    const body = JSON.stringify(orderToJsonV2(order as Parameters<typeof orderToJsonV2>[0], key, OrderType.GTC));
    const request = { method: "POST", requestPath: "/order", body };
    return { body, headers: await createL2Headers(wallet, { key, secret, passphrase }, request) };
  };
  return { name: "@polymarket/clob-client-v2 with viem", place };
}

/** Ours on one rung of the curve's ladder, where the machine has it. */
function ownCandidate(name: CurveName): Candidate[] {
  const library = process.env.LIBSECP256K1;
  const { curve } = openCurve({ names: [name], ...(library && { libraries: [library] }) });
  if (curve.name !== name) return [];
  const wallet = Wallet.fromPrivateKey(KEY, curve);
  const signer = wallet.ok ? OrderSigner.open(wallet.value, { chainId: 137, kind: "eoa" }) : wallet;
  const l2 = L2Signer.fromCredentials(CREDENTIALS);
  if (!signer.ok) throw signer.error;
  if (!l2.ok) throw l2.error;
  const preparer = new OrderPreparer({ signer: signer.value, apiKey: CREDENTIALS.apiKey });
  const [price, size] = [5_000 as PriceTicks, 100_000_000 as SizeMicros];
  const wish = { side: "buy", timeInForce: "GTC", price, tick: 100, size, postOnly: false } as const;
  const place = () => {
    const prepared = preparer.prepare(INSTRUMENT, wish, Date.now());
    if (!prepared.ok) throw new Error(prepared.error);
    const { body } = prepared.value;
    return { body, headers: l2.value.headers(Date.now(), "POST", "/order", body) };
  };
  return [{ name: `OrderPreparer and L2Signer on ${name}`, place }];
}

const INSTRUMENT: Instrument = {
  index: 0,
  venue: "polymarket",
  venueId: TOKEN_ID,
  marketId: "0x1",
  outcome: "yes",
  bookIndex: 0,
  title: "",
  outcomeName: "Yes",
  ticks: uniformTicks(100),
  orderSizeMin: 5_000_000,
  sizeStep: 10_000,
  fees: NO_FEES,
  negRisk: false,
  groupId: "",
  groupAugmented: false,
};

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

if (import.meta.main) {
  const results = await benchPlacements({ hot: 400, cold: 40, coldPauseMs: 10, rounds: 5 });
  const [official] = results as [PlacementBenchResult];
  for (const { name, hotUs, coldUs, verified, placements } of results) {
    const show = (times: readonly number[], theirs: readonly number[]) =>
      `p50 ${at(times, 0.5).toFixed(0)} p99 ${at(times, 0.99).toFixed(0)} max ${at(times, 1).toFixed(0)} us ` +
      `(${(at(theirs, 0.5) / at(times, 0.5)).toFixed(1)}x)`;
    console.log(`${name}: hot ${show(hotUs, official.hotUs)}, cold ${show(coldUs, official.coldUs)}`);
    console.log(`  ${verified} of ${placements} placements verified`);
  }
}
