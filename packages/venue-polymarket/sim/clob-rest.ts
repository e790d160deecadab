import { z } from "zod";
import type { PolymarketExchange } from "./polymarket-exchange.ts";
import type { SimMarket, TokenIndex } from "./sim-market.ts";
import { priceText } from "./text-ladder.ts";

/** POST /books is limited by bytes, at about 500 ids (polymarket.md section 3). */
const BOOKS_BODY_BYTES_MAX = 48_000;
const NO_BOOK = "No orderbook exists for the requested token id";
const BooksBody = z.array(z.object({ token_id: z.string() }));

/** Answers the public CLOB calls, or `undefined` when the path is none of them (polymarket.md section 3). */
export async function answerClob(
  exchange: PolymarketExchange,
  request: Request,
  url: URL,
  nowMs: number,
): Promise<Response | undefined> {
  if (request.method === "POST") return url.pathname === "/books" ? answerBooks(exchange, request) : undefined;
  switch (url.pathname) {
    case "/":
    case "/ok":
      return json('"OK"');
    case "/time":
      return new Response(String(Math.floor(nowMs / 1000)), { headers: { "content-type": "text/plain" } });
    case "/version":
      return json('{"version":2}');
  }
  return answerToken(exchange, url) ?? answerCondition(exchange, url);
}

function answerToken(exchange: PolymarketExchange, url: URL): Response | undefined {
  const [, call = "", inPath, extra] = url.pathname.split("/");
  const answer = TOKEN_CALLS[call];
  if (!answer || extra !== undefined) return undefined;
  const id = inPath ?? url.searchParams.get("token_id");
  if (!id) return error(400, "Invalid token id");
  const found = exchange.findToken(id);
  if (found?.market.status !== "open") return error(404, NO_BOOK);
  return answer(found.market, found.token, url);
}

const TOKEN_CALLS: Readonly<Record<string, (market: SimMarket, token: TokenIndex, url: URL) => Response>> = {
  book: (market, token) => json(market.summary(token)),
  "tick-size": (market) => json(`{"minimum_tick_size":${market.tickText}}`),
  "neg-risk": (market) => json(`{"neg_risk":${market.spec.event.negRisk}}`),
  "fee-rate": (market) => json(`{"base_fee":${market.spec.feeRate > 0 ? 1000 : 0}}`),
  midpoint: (market, token) => {
    const [bid, ask] = topOf(market, token);
    return bid === undefined || ask === undefined ? error(404, NO_BOOK) : json(`{"mid":"${(bid + ask) / 20_000}"}`);
  },
  spread: (market, token) => {
    const [bid = 0, ask = 10_000] = topOf(market, token);
    return json(`{"spread":"${priceText(ask - bid)}"}`);
  },
  price: (market, token, url) => {
    const [bid, ask] = topOf(market, token);
    const price = url.searchParams.get("side") === "SELL" ? ask : bid;
    return json(`{"price":"${price === undefined ? "0" : priceText(price)}"}`);
  },
  "last-trade-price": (market) =>
    json(`{"price":"${market.lastTradePrice || "0.5"}","side":"${market.lastTradeSide}"}`),
};

async function answerBooks(exchange: PolymarketExchange, request: Request): Promise<Response> {
  const body = await request.text();
  if (body.length > BOOKS_BODY_BYTES_MAX) return error(400, "Payload exceeds the limit");
  const wanted = parseBooksBody(body);
  if (!wanted) return error(400, "Invalid payload");
  const books = wanted.flatMap(({ token_id }) => {
    const found = exchange.findToken(token_id);
    return found?.market.status === "open" ? [found.market.summary(found.token)] : [];
  });
  return json(`[${books.join(",")}]`);
}

function parseBooksBody(text: string): z.infer<typeof BooksBody> | undefined {
  try {
    return BooksBody.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function answerCondition(exchange: PolymarketExchange, url: URL): Response | undefined {
  const [, call = "", id, extra] = url.pathname.split("/");
  if (extra !== undefined || !id) return undefined;
  const isCompact = call === "clob-markets";
  // Gamma's /markets/{id} has numbers, the CLOB's has condition ids.
  if (!isCompact && !(call === "markets" && id.startsWith("0x"))) return undefined;
  const market = exchange.findCondition(id);
  if (!market) return error(404, "market not found");
  return json(JSON.stringify(isCompact ? compactOf(market) : fullOf(market)));
}

function compactOf(market: SimMarket) {
  const { spec } = market;
  return {
    r: { mi: 50, ma: 4.5 },
    t: spec.tokens.map((t, i) => ({ t, o: spec.outcomes[i] })),
    c: spec.conditionId,
    mos: spec.minOrderSize,
    mts: market.step / 10_000,
    ...(spec.event.negRisk && { nr: true }),
    mbf: spec.feeRate > 0 ? 1000 : 0,
    tbf: spec.feeRate > 0 ? 1000 : 0,
    ao: market.status === "open",
    aot: new Date(spec.startTimeMs).toISOString(),
    ...(spec.feeRate > 0 && { fd: { r: spec.feeRate, e: 1, to: true } }),
  };
}

function fullOf(market: SimMarket) {
  const { spec } = market;
  return {
    enable_order_book: market.status === "open",
    active: true,
    closed: market.status !== "open",
    archived: false,
    accepting_orders: market.status === "open",
    accepting_order_timestamp: new Date(spec.startTimeMs).toISOString(),
    minimum_order_size: spec.minOrderSize,
    minimum_tick_size: market.step / 10_000,
    condition_id: spec.conditionId,
    question_id: spec.questionId,
    question: spec.question,
    description: spec.description,
    market_slug: spec.slug,
    end_date_iso: new Date(spec.endTimeMs).toISOString(),
    game_start_time: null,
    seconds_delay: 0,
    maker_base_fee: 0,
    taker_base_fee: spec.feeRate > 0 ? 1000 : 0,
    neg_risk: spec.event.negRisk,
    neg_risk_market_id: spec.event.negRiskMarketId,
    neg_risk_request_id: "",
    is_50_50_outcome: false,
    tokens: spec.tokens.map((token_id, i) => ({
      token_id,
      outcome: spec.outcomes[i],
      price: i === 0 ? priceNow(market) : 1 - priceNow(market),
      winner: market.winner === i,
    })),
    tags: ["All"],
  };
}

/** Returns the first token's price as the venue's lists show it: the mid, or the result. */
export function priceNow(market: SimMarket): number {
  if (market.winner !== undefined) return market.winner === 0 ? 1 : 0;
  const [bid = 0, ask = 10_000] = topOf(market, 0);
  return (bid + ask) / 20_000;
}

function topOf(market: SimMarket, token: TokenIndex): [number | undefined, number | undefined] {
  const bid = market.bids.best();
  const ask = market.asks.best();
  if (token === 0) return [bid, ask];
  return [ask === undefined ? undefined : 10_000 - ask, bid === undefined ? undefined : 10_000 - bid];
}

/** The CLOB ends its bodies with a line feed (fixtures). */
function json(text: string): Response {
  return new Response(`${text}\n`, { headers: { "content-type": "application/json" } });
}

/** The CLOB's error body. */
export function error(status: number, message: string): Response {
  return Response.json({ error: message }, { status });
}
