/** Calls that the simulated venue must refuse with the parameters of their example, and why that is right. */
export const EXPECTED_REFUSALS: Readonly<Record<string, string>> = {
  "polymarket clob builder-fees": "no such builder",
  "polymarket clob post-order": "signed by another wallet",
  "polymarket clob delete-readonly-api-key": "no such key",
  "polymarket clob revoke-builder-api-key": "no such key",
  "kalshi history historical-market": "no simulated market is that old",
  "kalshi history historical-candlesticks": "no simulated market is that old",
};
