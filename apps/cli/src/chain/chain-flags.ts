import type { parseFlags } from "../parse-flags.ts";

export const CHAIN_FLAGS = {
  market: { type: "string" },
  event: { type: "string" },
  outcomes: { type: "string" },
  size: { type: "string" },
  "held-yes": { type: "string" },
  "held-no": { type: "string" },
  "fee-bips": { type: "string" },
  wallet: { type: "string" },
  owner: { type: "string" },
  funder: { type: "string" },
  chain: { type: "string" },
  nonce: { type: "string" },
  deadline: { type: "string" },
  rpc: { type: "string" },
  send: { type: "boolean" },
  confirm: { type: "boolean" },
  log: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const;

export type ChainFlags = ReturnType<typeof parseFlags<typeof CHAIN_FLAGS>>["values"];

export const SENT_LOG_DEFAULT = "data/chain-sent.jsonl";

export const CHAIN_USAGE = `usage: bun run augury chain plan split|merge|redeem|convert [options]
       bun run augury chain status|forget HASH --rpc URL
  plan     prints the transactions with their data, what must be allowed before, and what the ledger would book. Sends nothing and
           asks no node, unless told to; the market's facts come from Gamma (POLYMARKET_GAMMA_URL).
  status   looks a transaction up by its hash: what an unknown outcome needs before anything is sent again
  forget   with --confirm: no longer waits for one that the node does not know; the next one takes its nonce
  --market M       slug or condition id: split, merge, redeem
  --size N         contracts: split, merge, convert
  --held-yes N     redeem: what is held of YES and of NO; the contract takes all of both
  --held-no N
  --event SLUG     convert: the event of the neg-risk set
  --outcomes 0,2   convert: the outcomes whose NO are given, by index
  --fee-bips N     convert: what the set charges, where Gamma does not say
  --wallet KIND    eoa, proxy, safe or deposit-wallet (default: POLY_SIGNATURE_TYPE 0 to 3, or eoa)
  --owner ADDRESS  the key's own address (default: POLY_ADDRESS, or POLY_PRIVATE_KEY's)
  --funder ADDRESS the wallet that holds (default: POLY_FUNDER, or where the venue makes the owner's)
  --chain ID       137 Polygon (default), 80002 Amoy
  --nonce N        the wallet's own count: prints what the owner signs for a Safe, with --deadline SECONDS for a deposit wallet
  --rpc URL        a node (default: AUGURY_RPC_URL): leaves out what is allowed already
  --send --confirm sends the transactions with POLY_PRIVATE_KEY, one after the other. Each is noted before it leaves, is sent once, and
                   looked up by its hash until it is confirmed; while one is not settled nothing more is sent
  --log FILE       where they are noted (default ${SENT_LOG_DEFAULT})
  --json           one JSON document
  --help
  $ bun run augury chain plan split --market SLUG --size 10 --wallet safe --owner ADDRESS`;
