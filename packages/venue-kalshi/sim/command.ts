import { z } from "zod";
import type { ChannelFilter } from "./subscription.ts";

/** Error codes of kalshi.md section 12.3 that the fake can give, with their texts. */
export const COMMAND_ERRORS = {
  1: "Unable to process message",
  2: "Params required",
  3: "Channels required",
  4: "Subscription IDs required",
  5: "Unknown command",
  7: "Unknown subscription ID",
  8: "Unknown channel name",
  11: "Bad parameter",
  12: "Exactly one subscription ID is required",
  13: "Unsupported action",
  14: "Market ticker required",
  15: "Action required",
  19: "shard_factor out of range",
  20: "shard_key out of range",
  21: "shard_key requires shard_factor",
  22: "shard_factor requires shard_key",
  24: "Index IDs required",
  27: "Too many commands",
  28: "Underlying tickers required",
} as const;
export type CommandErrorCode = keyof typeof COMMAND_ERRORS;

const Params = z.object({
  channels: z.array(z.string()).optional(),
  market_ticker: z.string().optional(),
  market_tickers: z.array(z.string()).optional(),
  sid: z.int().optional(),
  sids: z.array(z.int()).optional(),
  action: z.string().optional(),
  send_initial_snapshot: z.boolean().optional(),
  skip_ticker_ack: z.boolean().optional(),
  use_yes_price: z.boolean().optional(),
  index_ids: z.array(z.string()).optional(),
  underlying_tickers: z.array(z.string()).optional(),
  user_filter: z.enum(["", "self"]).optional(),
  shard_factor: z.int().optional(),
  shard_key: z.int().optional(),
});
export type CommandParams = z.infer<typeof Params>;

const Envelope = z.object({ id: z.int().optional(), cmd: z.string(), params: z.unknown().optional() });

/** A command frame as far as it could be understood. */
export interface Command {
  /** 0 counts as none. */
  readonly id: number;
  readonly cmd: string;
  readonly params: CommandParams | undefined;
}

/** Reads a command frame (kalshi.md section 12.1), or returns the code of the error to answer with. */
export function parseCommand(text: string): Command | { readonly id: number; readonly error: CommandErrorCode } {
  const envelope = parseEnvelope(text);
  if (!envelope) return { id: 0, error: 1 };
  const id = envelope.id ?? 0;
  if (envelope.params === undefined) return { id, cmd: envelope.cmd, params: undefined };
  const params = Params.safeParse(envelope.params);
  return params.success ? { id, cmd: envelope.cmd, params: params.data } : { id, error: 11 };
}

function parseEnvelope(text: string): z.infer<typeof Envelope> | undefined {
  try {
    return Envelope.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Returns what a command names for a channel that is filtered like this: tickers (whichever of the two ways it uses), indices, underlyings. */
export function namesOf(params: CommandParams, filter: ChannelFilter): string[] {
  if (filter === "indices") return params.index_ids ?? [];
  if (filter === "underlyings") return params.underlying_tickers ?? [];
  return [...(params.market_ticker === undefined ? [] : [params.market_ticker]), ...(params.market_tickers ?? [])];
}

/** Returns the code of what is wrong with a command's sharding of the communications, if anything is. */
export function shardError({ shard_factor: factor, shard_key: key }: CommandParams): CommandErrorCode | undefined {
  if (factor === undefined) return key === undefined ? undefined : 21;
  if (key === undefined) return 22;
  if (factor < 1 || factor > 100) return 19;
  return key < 0 || key >= factor ? 20 : undefined;
}
