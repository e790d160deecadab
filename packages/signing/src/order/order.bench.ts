import { Chain, OrderBuilder, Side } from "@polymarket/clob-client-v2";
import { createWalletClient, custom } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { CURVE_NAMES, type CurveName } from "../curve/curve.ts";
import { KNOWN_ORDER } from "../curve/known-order.ts";
import { LIBRARY_NAMES } from "../curve/native-curve.ts";
import { openCurve } from "../curve/open-curve.ts";
import { Wallet } from "../wallet/wallet.ts";
import { EXCHANGE_DOMAIN_NAME, type Exchange, exchangeOf } from "./exchanges.ts";
import { newSalt } from "./new-salt.ts";
import { OrderSigner } from "./order-signer.ts";
import { ORDER_TYPE, type OrderFields, SIDE_CODE, ZERO_BYTES32 } from "./order-struct.ts";
import { verifyOrder } from "./order-verifier.ts";

export interface OrderBenchShape {
  /** Orders that a candidate signs back to back in a round. */
  readonly hot: number;
  /** Orders that it signs after a pause each, which is what trading looks like. */
  readonly cold: number;
  readonly coldPauseMs: number;
  readonly rounds: number;
}

/** Microseconds from the order's terms to its signed fields. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface OrderBenchResult {
  readonly name: string;
  readonly hotUs: Percentiles;
  readonly coldUs: Percentiles;
  /** Orders whose signature our verifier traced to the key, of all that were signed. */
  readonly verified: number;
  readonly orders: number;
}

type SignedFields = OrderFields & { readonly signature: string };
interface Candidate {
  readonly name: string;
  sign(): SignedFields | Promise<SignedFields>;
}

const TOKEN_ID = "14965588658799411272385430903075831224615961675357217884735713260981483529984";
const KEY = `0x${Buffer.from(KNOWN_ORDER.secret).toString("hex")}` as const;

/** Signs the same order (a limit BUY of a plain key, exchange V2) with every candidate, rounds interleaved, so that noise meets all of them. */
export async function benchOrders({ hot, cold, coldPauseMs, rounds }: OrderBenchShape): Promise<OrderBenchResult[]> {
  const exchange = exchangeOf(137, "v2");
  const candidates = [officialCandidate(), viemCandidate(exchange), ...CURVE_NAMES.flatMap(ownCandidate)].map(
    (candidate) => ({ ...candidate, hot: [] as number[], cold: [] as number[], verified: 0 }),
  );
  for (let round = 0; round < rounds; round++)
    for (const candidate of candidates) {
      candidate.verified += await measure(candidate, exchange, { times: candidate.hot, orders: hot, pauseMs: 0 });
      const pauses = { times: candidate.cold, orders: cold, pauseMs: coldPauseMs };
      candidate.verified += await measure(candidate, exchange, pauses);
    }
  return candidates.map(({ name, verified, ...times }) => ({
    name,
    hotUs: percentiles(times.hot),
    coldUs: percentiles(times.cold),
    verified,
    orders: rounds * (hot + cold),
  }));
}

async function measure(
  candidate: Candidate,
  exchange: Exchange,
  { times, orders, pauseMs }: { times: number[]; orders: number; pauseMs: number },
): Promise<number> {
  const signed: SignedFields[] = [];
  for (let i = 0; i < orders; i++) {
    if (pauseMs > 0) await Bun.sleep(pauseMs);
    const start = Bun.nanoseconds();
    const order = candidate.sign();
    signed.push(order instanceof Promise ? await order : order);
    times.push((Bun.nanoseconds() - start) / 1000);
  }
  return signed.filter((order) => verifyOrder(exchange, order)?.signedBy === KNOWN_ORDER.address).length;
}

/** The official client's builder on viem's wallet, as its examples use it. */
function officialCandidate(): Candidate {
  const transport = custom({ request: () => Promise.reject(new Error("no node is asked")) });
  const wallet = createWalletClient({ account: privateKeyToAccount(KEY), chain: polygon, transport });
  const builder = new OrderBuilder(wallet, Chain.POLYGON);
  const terms = { tokenID: TOKEN_ID, price: 0.5, size: 100, side: Side.BUY };
  const sign = async () => {
    const order = await builder.buildOrder(terms, { tickSize: "0.01", negRisk: false }, 2);
    return { ...order, salt: Number(order.salt) } as unknown as SignedFields;
  };
  return { name: "@polymarket/clob-client-v2 with viem", sign };
}

function viemCandidate(exchange: Exchange): Candidate {
  const account = privateKeyToAccount(KEY);
  const verifyingContract = exchange.address;
  const domain = { name: EXCHANGE_DOMAIN_NAME, version: "2", chainId: 137, verifyingContract } as const;
  const fields = ORDER_TYPE.slice("Order(".length, -1).split(",");
  const types = {
    Order: fields.map((field) => {
      const [type = "", name = ""] = field.split(" ");
      return { name, type };
    }),
  };
  const sign = async () => {
    const order = makeFields(account.address);
    const message = { ...order, side: SIDE_CODE[order.side] };
    return { ...order, signature: await account.signTypedData({ domain, types, primaryType: "Order", message }) };
  };
  return { name: "viem signTypedData", sign };
}

function makeFields(address: OrderFields["maker"]): OrderFields {
  return {
    salt: newSalt(),
    maker: address,
    signer: address,
    tokenId: TOKEN_ID,
    makerAmount: "50000000",
    takerAmount: "100000000",
    side: "BUY",
    signatureType: 0,
    timestamp: String(Date.now()),
    metadata: ZERO_BYTES32,
    builder: ZERO_BYTES32,
  };
}

/** Ours on one rung of the ladder, where the machine has it. */
function ownCandidate(name: CurveName): Candidate[] {
  const libraries = [process.env.LIBSECP256K1 ?? "", ...LIBRARY_NAMES].filter((path) => path !== "");
  const { curve } = openCurve({ names: [name], libraries });
  if (curve.name !== name) return [];
  const wallet = Wallet.fromBytes(KNOWN_ORDER.secret, curve);
  const signer = wallet.ok ? OrderSigner.open(wallet.value, { chainId: 137, kind: "eoa" }) : wallet;
  if (!signer.ok) throw signer.error;
  const template = signer.value.template({ exchange: "v2", tokenId: TOKEN_ID });
  if (template === undefined) throw new Error("the token is one");
  const amounts = { side: "BUY", makerAmount: 50_000_000, takerAmount: 100_000_000 } as const;
  const sign = () => signer.value.sign(template, { ...amounts, salt: newSalt(), timestampMs: Date.now() });
  return [{ name: `OrderSigner on ${name}`, sign }];
}

function percentiles(times: readonly number[]): Percentiles {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

if (import.meta.main) {
  const results = await benchOrders({ hot: 400, cold: 40, coldPauseMs: 10, rounds: 5 });
  const official = results[0] as OrderBenchResult;
  for (const { name, hotUs, coldUs, verified, orders } of results) {
    const show = (us: Percentiles) => `p50 ${us.p50.toFixed(0)} p99 ${us.p99.toFixed(0)} max ${us.max.toFixed(0)} us`;
    const ratio = (of: "hotUs" | "coldUs") => `${(official[of].p50 / { hotUs, coldUs }[of].p50).toFixed(1)}x`;
    console.log(`${name}: hot ${show(hotUs)} (${ratio("hotUs")}), cold ${show(coldUs)} (${ratio("coldUs")})`);
    console.log(`  ${verified} of ${orders} signatures verified`);
  }
}
