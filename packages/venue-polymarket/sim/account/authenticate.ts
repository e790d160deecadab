import { verifyL1Signature, verifyL2Signature } from "@augury/signing";
import { refuse } from "../clob/answer.ts";
import type { SimCall, SimRoute } from "../sim-route.ts";
import type { SimApiKey } from "./account-store.ts";

const CHAIN_ID = 137;
/** How far a timestamp may be off; the venue's own tolerance is published nowhere (polymarket.md section 2). */
const SKEW_S_MAX = 10;

/** Returns a route that only the owner of an API key reaches (L2). */
export function keyRoute(
  endpoint: string,
  answer: (call: SimCall, key: SimApiKey) => Response | Promise<Response>,
): SimRoute {
  return {
    endpoint,
    answer: (call) => {
      const key = authenticateL2(call);
      return key ? answer(call, key) : refuse(401, "Unauthorized/Invalid api key");
    },
  };
}

/** The wallet that a request proves to be: who recovers from its signature. */
export interface ProvenWallet {
  readonly address: string;
  readonly nonce: string;
}

/** Returns a route that only the owner of a wallet reaches (L1). */
export function walletRoute(endpoint: string, answer: (call: SimCall, wallet: ProvenWallet) => Response): SimRoute {
  return {
    endpoint,
    answer: (call) => {
      const wallet = authenticateL1(call);
      return wallet ? answer(call, wallet) : refuse(401, "Invalid L1 Request headers");
    },
  };
}

function authenticateL1({ headers, nowMs }: SimCall): ProvenWallet | undefined {
  const [address = "", signature = "", timestamp = "", nonce = ""] = ["ADDRESS", "SIGNATURE", "TIMESTAMP", "NONCE"].map(
    (name) => headers.get(`POLY_${name}`) ?? "",
  );
  if (!isFresh(timestamp, nowMs) || !/^\d{1,15}$/.test(nonce)) return undefined;
  const signer = verifyL1Signature(CHAIN_ID, { address, signature, timestamp, nonce });
  return signer === undefined ? undefined : { address: signer.toLowerCase(), nonce };
}

function authenticateL2({ world, method, path, headers, body, nowMs }: SimCall): SimApiKey | undefined {
  const header = (name: string) => headers.get(`POLY_${name}`) ?? "";
  const key = world.accounts.findKey(header("API_KEY"));
  const timestamp = header("TIMESTAMP");
  if (!key || !isFresh(timestamp, nowMs)) return undefined;
  if (header("ADDRESS").toLowerCase() !== key.account.address || header("PASSPHRASE") !== key.passphrase)
    return undefined;
  const isSigned = verifyL2Signature(key.secret, { timestamp, method, path, body, signature: header("SIGNATURE") });
  return isSigned ? key : undefined;
}

function isFresh(timestamp: string, nowMs: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) - nowMs / 1000) <= SKEW_S_MAX;
}
