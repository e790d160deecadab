import { err, ok, type Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import { defineApiMethod, skipFields } from "@augury/net";
import { z } from "zod";
import { badPayload } from "../bad-payload.ts";
import { EVENT_FIELDS } from "./event-reference.ts";
import { GammaEvent } from "./event-schema.ts";
import { events } from "./events.ts";
import { GammaMarket } from "./market-schema.ts";
import { MarketTerms } from "./market-terms.ts";
import { markets } from "./markets.ts";

/**
 * One market of a list, with no more fields than instruments need. One that does not fit is an error of its own: it spoils neither the
 * page nor the event it stands in.
 */
const MarketRow = skipFields(MarketTerms, Object.keys(GammaMarket.shape))
  .transform((market): Result<MarketTerms, VenueError> => ok(market))
  .catch(({ error }) => err(badPayload("a Gamma market", error.issues)));

const { slug, negRisk, negRiskMarketID, negRiskAugmented } = EVENT_FIELDS;

/** An event with as much as a set of markets needs. */
export const EventRow = skipFields(
  z.object({ slug, negRisk, negRiskMarketID, negRiskAugmented, markets: z.array(MarketRow).nullish() }),
  Object.keys(GammaEvent.shape),
);
export type EventRow = z.infer<typeof EventRow>;

const { paging: _marketPaging, ...marketsCall } = markets;
const { paging: _eventPaging, ...eventsCall } = events;

/** `GET /markets`, the terms only: half the time of the full schema for ten thousand of them (BENCHMARKS.md). */
export const marketRows = defineApiMethod({ ...marketsCall, answer: z.array(MarketRow) });

/** `GET /events`, the terms of their markets only. */
export const eventRows = defineApiMethod({ ...eventsCall, answer: z.array(EventRow) });
