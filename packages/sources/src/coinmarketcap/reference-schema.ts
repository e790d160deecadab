import { z } from "zod";
import { IsoTime, MaybeNumber, NullableNumber, oneShapeOf, unused } from "../wire-schemas.ts";
import { AnyAnswer } from "./schema.ts";

export const MapAnswer = AnyAnswer.extend({
  data: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      symbol: z.string(),
      slug: z.string(),
      rank: MaybeNumber,
      is_active: MaybeNumber,
      ...unused("status", "first_historical_data", "last_historical_data", "platform", "displayTV"),
    }),
  ),
});

const CoinInfo = z.object({
  id: z.number(),
  name: z.string(),
  symbol: z.string(),
  slug: z.string(),
  ...unused("category", "description", "logo", "subreddit", "notice", "tags", "tag-names", "tag-groups", "urls"),
  ...unused("platform", "date_added", "date_launched", "twitter_username", "is_hidden", "contract_address"),
  ...unused("self_reported_circulating_supply", "self_reported_market_cap", "self_reported_tags", "infinite_supply"),
});

/** Coins by id, or by symbol; from v2 on lists of coins by symbol. */
export const InfoAnswer = AnyAnswer.extend({
  data: oneShapeOf(z.record(z.string(), CoinInfo), z.record(z.string(), z.array(CoinInfo))),
});

export const FiatMapAnswer = AnyAnswer.extend({
  data: z.array(
    z.object({ id: z.number(), name: z.string(), symbol: z.string().nullish(), ...unused("sign", "code") }),
  ),
});

const Conversion = z.object({
  id: z.number(),
  symbol: z.string(),
  name: z.string(),
  amount: z.number(),
  last_updated: IsoTime.nullish(),
  quote: z.record(z.string(), z.object({ price: NullableNumber, last_updated: IsoTime.nullish() })),
});
export type Conversion = z.infer<typeof Conversion>;

/** A list where a symbol was asked for. */
export const PriceConversionAnswer = AnyAnswer.extend({ data: oneShapeOf(Conversion, z.array(Conversion)) });
export type PriceConversionAnswer = z.infer<typeof PriceConversionAnswer>;
