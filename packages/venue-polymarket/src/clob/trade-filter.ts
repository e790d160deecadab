import { wholeNumber, word } from "@augury/net";
import { conditionId, tokenId, walletAddress } from "./parameters.ts";

const SECONDS_MAX = 100_000_000_000;

/** What the lists of trades can be narrowed by. */
export const TradeFilter = {
  id: word().optional().describe("Id of one trade."),
  maker_address: walletAddress().optional().describe("Only trades of this wallet."),
  market: conditionId().optional().describe("Only trades of this market (condition id)."),
  asset_id: tokenId().optional().describe("Only trades of this token."),
  before: wholeNumber(0, SECONDS_MAX).optional().describe("Only trades before this Unix second."),
  after: wholeNumber(0, SECONDS_MAX).optional().describe("Only trades after this Unix second."),
};
