import { z } from "zod";

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
  27: "Too many commands",
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

/** Returns the tickers that a command names, whichever of the two ways it uses. */
export function tickersOf(params: CommandParams): string[] {
  return [...(params.market_ticker === undefined ? [] : [params.market_ticker]), ...(params.market_tickers ?? [])];
}
