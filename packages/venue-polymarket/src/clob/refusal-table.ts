import type { ErrorBody } from "@augury/net";

/** What one of the venue's texts means. */
export interface KnownRefusal extends Required<Pick<ErrorBody, "code" | "retry" | "hint">> {
  /** Our stable word for it, in `venueCode`. */
  readonly word: string;
  readonly text: RegExp;
}

function never(word: string, text: RegExp, hint: string): KnownRefusal {
  return { word, text, code: "rejected", retry: "never", hint };
}

/**
 * The venue's error texts (polymarket.md section 7), the first that fits counts. All of them say that nothing was done; what leaves the
 * outcome open is in {@link UNKNOWN_OUTCOME} and not here.
 */
export const KNOWN_REFUSALS: readonly KnownRefusal[] = [
  never(
    "order_version_mismatch",
    /order_version_mismatch|invalid order version/i,
    "the order was signed for another version of the exchange: read the market's version and sign anew",
  ),
  never(
    "invalid_signature",
    /invalid (\w+ )?signature/i,
    "check exchange contract (neg-risk), chain id, funder, signature type, and that the salt is below 2^53",
  ),
  never(
    "wrong_owner",
    /order owner has to be the owner of the API KEY/i,
    "owner must be the API key that signs the call",
  ),
  never(
    "wrong_signer",
    /signer address has to be the address of the API KEY/i,
    "the key was made by another wallet; with a deposit wallet: it may not be deployed yet",
  ),
  never(
    "maker_not_allowed",
    /maker address not allowed/i,
    "this account trades through its deposit wallet: signature type 3",
  ),
  never(
    "tick_size",
    /breaks minimum tick size rule/i,
    "the price is off the tick, which may have changed: read it again",
  ),
  never("min_size", /lower than the minimum/i, "the order is smaller than the market allows"),
  never("invalid_amounts", /invalid amounts?\b|max accuracy of/i, "amounts must be rounded as the venue rounds them"),
  never(
    "balance",
    /not enough balance/i,
    "balance or allowance is too small; right after a fill refresh it with update-balance-allowance",
  ),
  never("invalid_expiration", /invalid expiration/i, "a GTD order must end at least three minutes from now"),
  {
    ...never(
      "duplicated",
      /\bDuplicated\b/,
      "the venue has this very order already: the first attempt worked, ask for its id",
    ),
    retry: "resync",
  },
  never("post_only_cross", /post-only order: order crosses book/i, "the order would have matched at once"),
  never("fok_killed", /couldn't be fully filled/i, "the book had too little for a FOK order"),
  never("fak_no_match", /no orders found to match with FAK/i, "the book had nothing for a FAK order"),
  {
    word: "market_not_ready",
    text: /not yet ready to process new orders/i,
    code: "venue_down",
    retry: "backoff",
    hint: "the market has just been listed: try again shortly",
  },
  never("too_many_orders", /too many orders in payload/i, "split the batch"),
  {
    word: "address_banned",
    text: /address banned/i,
    code: "blocked",
    retry: "never",
    hint: "the venue has banned this address",
  },
  {
    word: "closed_only",
    text: /closed only mode/i,
    code: "blocked",
    retry: "never",
    hint: "the account may only close positions, see ban-status",
  },
  {
    word: "api_key_exists",
    text: /could not create api key/i,
    code: "rejected",
    retry: "never",
    hint: "the wallet has a key for this nonce: derive it with derive-api-key",
  },
  {
    word: "invalid_api_key",
    text: /unauthorized|invalid api key/i,
    code: "auth",
    retry: "never",
    hint: "check API key, secret and passphrase, and this machine's clock",
  },
  {
    word: "invalid_l1_headers",
    text: /invalid l1 request headers/i,
    code: "auth",
    retry: "never",
    hint: "check the wallet's key, chain id and nonce, and this machine's clock",
  },
  {
    word: "no_orderbook",
    text: /no orderbook exists/i,
    code: "not_found",
    retry: "never",
    hint: "the token is unknown or its market is closed",
  },
  never("no_match", /there are no matching orders/i, "the book had nothing to match with"),
  {
    word: "post_only_mode",
    text: /post-only mode/i,
    code: "venue_down",
    retry: "backoff",
    hint: "the matching engine has restarted: only post-only orders and cancels for about two minutes",
  },
  {
    word: "cancel_only_mode",
    text: /cancel-only/i,
    code: "venue_down",
    retry: "backoff",
    hint: "the venue takes cancels only",
  },
  {
    word: "trading_disabled",
    text: /trading (is )?(currently )?disabled/i,
    code: "venue_down",
    retry: "backoff",
    hint: "the venue has stopped trading, cancels included",
  },
  {
    word: "restarting",
    text: /service not ready/i,
    code: "venue_down",
    retry: "backoff",
    hint: "the matching engine restarts; afterwards it takes only post-only orders for about two minutes",
  },
];

/** Texts of status 500 after which an order may stand or have matched. */
export const UNKNOWN_OUTCOME: readonly (readonly [word: string, text: RegExp])[] = [
  ["execution_failed", /could not run the execution/i],
  ["order_timed_out", /order timed out/i],
  ["insert_failed", /could not insert order/i],
  ["rounding_issues", /trade contains rounding issues/i],
];
