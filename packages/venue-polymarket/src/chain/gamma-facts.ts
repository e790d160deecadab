import { err, ok, type Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { type ApiClient, defineApiMethod } from "@augury/net";
import { z } from "zod";
import { EVENT_FIELDS } from "../gamma/event-reference.ts";
import { eventBySlug } from "../gamma/events.ts";
import { toResolution } from "../gamma/market-resolution.ts";
import { isNegRisk, MarketTerms } from "../gamma/market-terms.ts";
import { markets } from "../gamma/markets.ts";
import { LooseNumber } from "../gamma/wire-values.ts";
import { ChainError } from "./chain-error.ts";
import type { ChainMarket, ChainSet } from "./chain-operation.ts";

/** A market of Gamma with what the chain needs of it. */
export const ChainMarketRow = MarketTerms.extend({ questionID: z.string().nullish() });
export type ChainMarketRow = z.infer<typeof ChainMarketRow>;

/** An event of Gamma with what a conversion needs. */
export const ChainEventRow = z.object({
  title: EVENT_FIELDS.title,
  negRiskMarketID: EVENT_FIELDS.negRiskMarketID,
  negRiskAugmented: EVENT_FIELDS.negRiskAugmented,
  negRiskFeeBips: LooseNumber.nullish(),
  markets: z.array(ChainMarketRow).nullish(),
});
export type ChainEventRow = z.infer<typeof ChainEventRow>;

const { paging: _marketPaging, ...marketsCall } = markets;
const { paging: _eventPaging, ...eventCall } = eventBySlug;
const chainMarketRows = defineApiMethod({ ...marketsCall, answer: z.array(ChainMarketRow) });
const chainEventRow = defineApiMethod({ ...eventCall, answer: ChainEventRow });

/** A market that was asked for, with its question for whoever reads the plan. */
export interface FoundChainMarket {
  readonly market: ChainMarket;
  readonly question: string;
}

export interface FoundChainSet {
  readonly set: ChainSet;
  readonly title: string;
  /** Questions by index. */
  readonly questions: ReadonlyMap<number, string>;
}

/** Finds a market by its slug or its condition id: open ones first, then closed ones, for Gamma tells of each alone. */
export async function findChainMarket(
  gamma: ApiClient,
  name: string,
): Promise<Result<FoundChainMarket, VenueError | ChainError>> {
  const wanted = name.startsWith("0x") ? { condition_ids: [name] } : { slug: [name] };
  for (const closed of [false, true]) {
    const page = await gamma.get(chainMarketRows, { ...wanted, closed, limit: 2 });
    if (!page.ok) return page;
    const [row] = page.value.value;
    if (row) {
      const market = toChainMarket(row);
      return market.ok ? ok({ market: market.value, question: row.question }) : market;
    }
  }
  return err(new ChainError("bad_request", `Gamma knows no market "${name.slice(0, 80)}"`));
}

/** Finds the neg-risk set of an event. */
export async function findChainSet(
  gamma: ApiClient,
  eventSlug: string,
): Promise<Result<FoundChainSet, VenueError | ChainError>> {
  const found = await gamma.get(chainEventRow, { slug: eventSlug });
  return found.ok ? toChainSet(found.value.value) : found;
}

/** Returns a market as the chain knows it: of the next protocol its position ids, else its token ids (polymarket.md sections 0 and 15). */
export function toChainMarket(row: ChainMarketRow): Result<ChainMarket, ChainError> {
  const isNext = row.version === "v2";
  const [yes, no] = (isNext ? row.positionIds : row.clobTokenIds) ?? [];
  if (yes === undefined || no === undefined)
    return err(new ChainError("bad_request", `Gamma names no ${isNext ? "position" : "token"} ids of this market`));
  const kind = isNext ? "v3" : isNegRisk(row) ? "negRisk" : "ctf";
  const { payouts } = toResolution(row);
  return ok({
    kind,
    // With 64 digits the last two name an outcome of the condition.
    conditionId: isNext && row.conditionId.length === 66 ? row.conditionId.slice(0, 64) : row.conditionId,
    yes,
    no,
    ...(payouts && { payouts: [payouts[0] * PRICE_TICKS_WON, payouts[1] * PRICE_TICKS_WON] as const }),
  });
}

const PRICE_TICKS_WON = 10_000;

/** Returns the set of an event: its outcomes' indexes are the last byte of their questions' ids, the rest of which is the set's own. */
export function toChainSet(event: ChainEventRow): Result<FoundChainSet, ChainError> {
  const { markets: rows, negRiskAugmented, negRiskFeeBips, negRiskMarketID: marketId } = event;
  if (!marketId || !rows?.length)
    return err(new ChainError("bad_request", "the event is no neg-risk set: there is nothing to convert"));
  const outcomes = [];
  const questions = new Map<number, string>();
  for (const row of rows) {
    const market = toChainMarket(row);
    if (!market.ok) return market;
    if (market.value.kind !== "negRisk")
      return err(
        new ChainError(
          "refused",
          "conversions of the next protocol bring YES of an outcome that no market has, which the ledger does not know",
        ),
      );
    const index = indexOf(row.questionID, marketId);
    if (index === undefined)
      return err(new ChainError("bad_request", `"${row.question}" does not say which outcome of the set it is`));
    outcomes.push({ index, yes: market.value.yes, no: market.value.no });
    questions.set(index, row.question);
  }
  const feeBips = negRiskFeeBips === null || negRiskFeeBips === undefined ? undefined : Number(negRiskFeeBips);
  const set = { marketId, augmented: negRiskAugmented === true, feeBips, outcomes };
  return ok({ set, title: event.title ?? "", questions });
}

function indexOf(questionId: string | null | undefined, marketId: string): number | undefined {
  if (questionId?.length !== 66 || marketId.length !== 66) return undefined;
  const isOurs = questionId.slice(0, 64).toLowerCase() === marketId.slice(0, 64).toLowerCase();
  return isOurs && marketId.endsWith("00") ? Number.parseInt(questionId.slice(64), 16) : undefined;
}
