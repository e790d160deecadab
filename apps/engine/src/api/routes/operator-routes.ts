import { parsePrice, parseSize } from "@augury/core";
import { REASON_CODES, VenueName } from "@augury/model";
import { z } from "zod";
import { findInstrument, InstrumentRef } from "../instrument-ref.ts";
import { echo, problem } from "../problem.ts";
import { answer, type Route, type RouteContext, route } from "../route.ts";
import type { CancelRequest, OperatorFailure } from "../view/order-views.ts";

const TTL_MS_MAX = 86_400_000;

const PriceText = z
  .string()
  .transform((text, context) => {
    const price = parsePrice(text);
    if (price === undefined) context.addIssue({ code: "custom", message: "dollars from 0 to 1, up to four decimals" });
    return price ?? z.NEVER;
  })
  .describe('Limit in dollars, as text: "0.41".')
  .meta({ examples: ["0.41"] });
const SizeText = z
  .string()
  .transform((text, context) => {
    const size = parseSize(text);
    if (size === undefined || size <= 0)
      context.addIssue({ code: "custom", message: "contracts above 0, up to six decimals" });
    return size ?? z.NEVER;
  })
  .describe('Contracts, as text: "10".')
  .meta({ examples: ["10"] });

const OrderBody = z.strictObject({
  instrument: InstrumentRef,
  side: z.enum(["buy", "sell"]),
  price: PriceText,
  size: SizeText,
  timeInForce: z.enum(["GTC", "GTD", "FOK", "IOC"]).default("GTC"),
  postOnly: z.boolean().default(false),
  reduceOnly: z
    .boolean()
    .default(false)
    .describe("May only make the position smaller: at Kalshi with IOC alone, at Polymarket a sale."),
  ttlMs: z
    .int()
    .min(1)
    .max(TTL_MS_MAX)
    .default(5_000)
    .describe("Not to be sent later than so many milliseconds from now; for GTD also its life on the book."),
});

const Decided = z.strictObject({
  outcome: z.enum(["decided", "refused"]).describe("decided: it is on its way; see /orders for what becomes of it."),
  intentId: z.int(),
  refusal: z
    .strictObject({
      reason: z.enum(REASON_CODES).describe("The rule."),
      leg: z.int(),
      value: z.number().describe("What was found, in the rule's unit."),
      limit: z.number().describe("What is allowed."),
    })
    .nullable(),
});

const AmendBody = z
  .strictObject({
    price: PriceText.optional(),
    size: SizeText.optional().describe('Contracts in all, what has filled included, as text: "10".'),
    leg: z.int().min(0).max(255).default(0),
    ttlMs: z
      .int()
      .min(1)
      .max(TTL_MS_MAX)
      .default(5_000)
      .describe("Not to be sent later than so many milliseconds from now."),
  })
  .refine(({ price, size }) => price !== undefined || size !== undefined, "a price, a size or both");

const Canceled = z.strictObject({
  asked: z.int().describe("Orders whose cancel was asked for; see /orders for their ends."),
});

/** Not 0, which stands for any; nine digits fit the word that carries it. */
const IntentId = z.string().regex(/^-?[1-9]\d{0,8}$/, "the number of an intent");

export const operatorRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/orders",
    tag: "trading",
    summary: "Place an order by hand",
    description:
      "Goes through the risk gate like a strategy's and is answered when decision has spoken: with the intent's number, or with the rule that refused it. 504 when decision did not speak in time: the order may still be placed until its ttlMs is over.",
    write: true,
    body: OrderBody,
    answer: Decided,
    problems: ["not-found", "rate-limited", "unanswered"],
    handle: async ({ body: { instrument: ref, ...order } }, { view }) => {
      const instrument = findInstrument(view.instruments(), ref);
      if (!instrument) return { problem: problem("not-found", `no instrument is called ${echo(ref)}`) };
      const decided = await view.placeOrder({ ...order, instrument: instrument.index });
      if (!decided.ok) return failureOf(decided.error);
      const { intentId, refusal } = decided.value;
      return answer({ outcome: refusal ? "refused" : "decided", intentId, refusal: refusal ?? null } as const);
    },
  }),
  route({
    method: "PATCH",
    path: "/orders/:intentId",
    tag: "trading",
    summary: "Change the price or size of a resting order",
    description:
      "Where its venue can (Kalshi). Goes through the risk gate as the order that it would become; fewer contracts at the same price always may leave, and keep their place in the queue. No more than what has filled cancels the rest. One change at a time; /orders shows what became of it.",
    write: true,
    params: z.strictObject({ intentId: IntentId }),
    body: AmendBody,
    answer: Decided,
    problems: ["not-found", "rate-limited", "unanswered"],
    handle: async ({ body: { leg, price, size, ttlMs }, params }, { view }) => {
      const decided = await view.amendOrder({
        intentId: Number(params.intentId),
        leg,
        ttlMs,
        ...(price === undefined ? {} : { price }),
        ...(size === undefined ? {} : { size }),
      });
      if (!decided.ok) return failureOf(decided.error);
      const { intentId, refusal } = decided.value;
      if (refusal?.reason === "unknown_order")
        return { problem: problem("not-found", `intent ${params.intentId} has no open order of leg ${leg}`) };
      return answer({ outcome: refusal ? "refused" : "decided", intentId, refusal: refusal ?? null } as const);
    },
  }),
  route({
    method: "DELETE",
    path: "/orders/:intentId",
    tag: "trading",
    summary: "Cancel the orders of an intent",
    description: "All legs of it, or one. 404 when none of them is open, or each is on its way out already.",
    write: true,
    params: z.strictObject({ intentId: IntentId }),
    query: z.strictObject({
      leg: z
        .string()
        .regex(/^\d{1,3}$/, "the number of a leg")
        .optional()
        .describe("This leg only."),
    }),
    answer: Canceled,
    problems: ["not-found", "rate-limited", "unanswered"],
    handle: async ({ params, query }, context) => {
      const leg = query.leg === undefined ? {} : { leg: Number(query.leg) };
      const reply = await cancel({ intentId: Number(params.intentId), ...leg }, context);
      if ("problem" in reply || reply.body.asked > 0) return reply;
      return { problem: problem("not-found", `intent ${params.intentId} has no open order`) };
    },
  }),
  route({
    method: "POST",
    path: "/orders/cancel-all",
    tag: "trading",
    summary: "Cancel all open orders, or those of a venue, market or instrument",
    write: true,
    body: z
      .strictObject({
        venue: VenueName.optional(),
        market: z.string().min(1).max(200).optional().describe("The venue's id of the market."),
        instrument: InstrumentRef.optional(),
      })
      .default({}),
    answer: Canceled,
    problems: ["not-found", "rate-limited", "unanswered"],
    handle: ({ body: { instrument: ref, market, venue } }, context) => {
      const instrument = ref === undefined ? undefined : findInstrument(context.view.instruments(), ref);
      if (ref !== undefined && !instrument)
        return { problem: problem("not-found", `no instrument is called ${echo(ref)}`) };
      const known = context.view.instruments().list.some(({ marketId }) => market === undefined || marketId === market);
      if (!known) return { problem: problem("not-found", `no market is called ${echo(market ?? "")}`) };
      return cancel(
        {
          ...(venue === undefined ? {} : { venue }),
          ...(market === undefined ? {} : { marketId: market }),
          ...(instrument === undefined ? {} : { instrument: instrument.index }),
        },
        context,
      );
    },
  }),
];

async function cancel(request: CancelRequest, { view }: RouteContext) {
  const canceled = await view.cancelOrders(request);
  return canceled.ok ? { status: 200, body: canceled.value } : failureOf(canceled.error);
}

function failureOf(failure: OperatorFailure) {
  return failure === "too_many"
    ? { problem: problem("rate-limited", "too many requests wait for decision; nothing was asked") }
    : { problem: problem("unanswered", "look at /orders before asking again") };
}
