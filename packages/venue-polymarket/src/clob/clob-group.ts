import { err } from "@augury/core";
import { VenueError } from "@augury/model";
import {
  ApiClient,
  type ApiCredentials,
  type ApiGroup,
  type ApiGroupOptions,
  mergeHttpConfig,
  type OpenApiGroup,
  RateBudget,
} from "@augury/net";
import { signBelow } from "./credentials.ts";
import { CLOB_METHODS } from "./methods.ts";
import { clobBudget, type SignerTier } from "./rate-budget.ts";
import { readClobError } from "./read-error.ts";

export const CLOB_URL = "https://clob.polymarket.com";
const SOURCE = "polymarket-clob";
const CREDENTIAL_HINTS = {
  l1: "a wallet's private key is needed: configure it, or use an API key that was made before",
  l2: "an API key is needed: make one with create-api-key, or derive it with derive-api-key",
};

/** The matching API: books, markets, orders, trades, the account (polymarket.md sections 2 to 4). */
export const CLOB_GROUP: ApiGroup = {
  name: "clob",
  title: "Polymarket CLOB",
  description: "The matching API: books and prices for anyone; orders, trades and keys of an account.",
  baseUrl: CLOB_URL,
  methods: CLOB_METHODS,
  streams: [],
  open: openClob,
};

/** What this group takes besides what all groups do. */
export interface ClobOptions extends ApiGroupOptions {
  /** Default: one of its own for the signer's tier. */
  readonly budget?: RateBudget | undefined;
  /** What the signer may do per second, see `rate-limit-tier`; default: standard. */
  readonly tier?: SignerTier | undefined;
}

/** Opens the group. */
export function openClob({
  baseUrl = CLOB_URL,
  http,
  credentials = {},
  budget,
  tier,
  ...seams
}: ClobOptions = {}): OpenApiGroup & { readonly client: ApiClient } {
  const client = new ApiClient({
    ...seams,
    source: SOURCE,
    baseUrl,
    config: mergeHttpConfig(http ?? {}),
    budget: budget ?? new RateBudget(SOURCE, clobBudget(tier), seams.scheduler),
    methods: CLOB_METHODS,
    credentials: below(baseUrl, credentials),
    credentialHints: CREDENTIAL_HINTS,
    readErrorBody: readClobError,
  });
  return {
    client,
    stream: (name) => {
      const message = `${SOURCE}: there is no stream "${name.slice(0, 60)}"`;
      return err(new VenueError("rejected", "never", message, { source: SOURCE, hint: "streams are in the group ws" }));
    },
    close: () => client.close(),
  };
}

function below(baseUrl: string, credentials: ApiCredentials): ApiCredentials {
  return Object.fromEntries(Object.entries(credentials).map(([name, mint]) => [name, signBelow(baseUrl, mint)]));
}
