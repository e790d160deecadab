import { z } from "zod";

/** `OrderFilled` of the V2 exchanges (polymarket.md section 15). */
export const ORDER_FILLED_TOPIC = "0xd543adfd945773f1a62f74f0ee55a5e3b9b1a28262980ba90b1a89f2ea84d8ee";
const WORDS = 7;

const Word = z.string().regex(/^0x[0-9a-fA-F]{64}$/, { error: "must be 32 bytes in hex" });

/** A log as a node's `eth_getLogs` returns it. */
const ExchangeLog = z.object({
  address: z.string(),
  topics: z.tuple([z.literal(ORDER_FILLED_TOPIC), Word, Word, Word]),
  data: z.string().regex(new RegExp(`^0x[0-9a-fA-F]{${WORDS * 64}}$`), { error: `must be ${WORDS} words in hex` }),
  transactionHash: Word,
  logIndex: z.string(),
});

/** One order's fill as it was settled on chain: the last word on what a trade moved. Amounts are base units of 6 decimals. */
export interface SettledFill {
  /** The order's id. */
  readonly orderId: string;
  readonly maker: string;
  readonly taker: string;
  readonly side: "buy" | "sell";
  readonly tokenId: string;
  /** What the order gave and what it got: dollars for contracts on a buy, the other way round on a sell. */
  readonly makerAmount: bigint;
  readonly takerAmount: bigint;
  readonly fee: bigint;
  readonly builder: string;
  readonly metadata: string;
  readonly transactionHash: string;
  readonly logIndex: number;
}

/** Takes a log apart. Any other event, and a side that is neither, is refused. */
export const OrderFilledLog: z.ZodType<SettledFill> = ExchangeLog.transform(({ topics, data, ...log }, context) => {
  const [, orderId, maker, taker] = topics;
  const words = Array.from({ length: WORDS }, (_, i) => `0x${data.slice(2 + i * 64, 2 + (i + 1) * 64)}`) as Words;
  const [side, tokenId, makerAmount, takerAmount, fee, builder, metadata] = words;
  const code = BigInt(side);
  if (code > 1n) {
    context.addIssue({ code: "custom", path: ["data"], message: "the side must be 0 or 1" });
    return z.NEVER;
  }
  return {
    orderId,
    maker: toAddress(maker),
    taker: toAddress(taker),
    side: code === 0n ? "buy" : "sell",
    tokenId: BigInt(tokenId).toString(),
    makerAmount: BigInt(makerAmount),
    takerAmount: BigInt(takerAmount),
    fee: BigInt(fee),
    builder,
    metadata,
    transactionHash: log.transactionHash,
    logIndex: Number(log.logIndex),
  };
});

type Words = [string, string, string, string, string, string, string];

function toAddress(word: string): string {
  return `0x${word.slice(-40)}`;
}
