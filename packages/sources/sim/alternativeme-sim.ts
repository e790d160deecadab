import { DAY_MS, HOUR_MS, inCurrency, type SimCoin } from "./coin-world.ts";
import { countOf, type SimCall, type SimSource, wordsOf } from "./sim-route.ts";

/** market-data-sources.md section 1. */
export const ALTERNATIVEME_SIM: SimSource = {
  name: "alternativeme",
  absent: () => new Response("Not Found", { status: 404 }),
  routes: [
    { path: "/fng", answer: answerMood },
    {
      path: "/v2/listings",
      answer: ({ world }) =>
        enveloped(
          world.coins.map(({ id, name, symbol, number }) => ({
            id: String(number),
            name,
            symbol: symbol.toUpperCase(),
            website_slug: id,
          })),
        ),
    },
    { path: "/v2/ticker", answer: answerTicker },
    { path: "/v2/ticker/{id}", answer: answerOne },
    { path: "/v2/global", answer: answerGlobal },
  ],
};

function answerMood(call: SimCall): Response {
  const today = Math.floor(call.nowMs / DAY_MS) * DAY_MS;
  const data = Array.from({ length: countOf(call, "limit", 1) }, (_, ago) => {
    const timeMs = today - ago * DAY_MS;
    const { value, name } = call.world.mood(timeMs);
    const next = ago === 0 ? { time_until_update: String(Math.round((today + DAY_MS - call.nowMs) / 1000)) } : {};
    return { value: String(value), value_classification: name, timestamp: String(timeMs / 1000), ...next };
  });
  return Response.json({ name: "Fear and Greed Index", data, metadata: { error: null } });
}

function answerTicker(call: SimCall): Response {
  const coins = call.world.coins.slice(0, countOf(call, "limit", 100));
  const rows = coins.map((coin) => rowOf(call, coin));
  if (call.query.get("structure") === "array") return enveloped(rows, call.nowMs);
  return enveloped(Object.fromEntries(rows.map((row) => [row.id, row])), call.nowMs);
}

function answerOne(call: SimCall): Response {
  const coin = call.world.find(call.params.id ?? "");
  if (!coin) return Response.json({ data: null, metadata: { error: "id not found" } }, { status: 404 });
  const row = rowOf(call, coin);
  return enveloped({ [row.id]: row }, call.nowMs);
}

function rowOf({ world, nowMs, query }: SimCall, coin: SimCoin) {
  const currency = query.get("convert")?.toUpperCase() ?? "USD";
  const money = (dollars: number) => inCurrency(dollars, currency) ?? dollars;
  const quote = {
    price: money(world.price(coin, nowMs)),
    volume_24h: money(world.volume(coin, nowMs)),
    market_cap: money(world.marketCap(coin, nowMs)),
    percentage_change_1h: world.change(coin, nowMs, HOUR_MS),
    percentage_change_24h: world.change(coin, nowMs, DAY_MS),
    percentage_change_7d: world.change(coin, nowMs, 7 * DAY_MS),
  };
  return {
    id: coin.number,
    name: coin.name,
    symbol: coin.symbol.toUpperCase(),
    website_slug: coin.id,
    rank: world.coins.indexOf(coin) + 1,
    circulating_supply: coin.supply,
    total_supply: coin.supply,
    max_supply: 0,
    quotes: { [currency]: quote },
    last_updated: Math.floor(nowMs / 1000),
  };
}

function answerGlobal(call: SimCall): Response {
  const { world, nowMs } = call;
  const [bitcoin] = world.coins;
  const [currency = "USD"] = wordsOf(call, "convert", "USD");
  const money = (dollars: number) => inCurrency(dollars, currency) ?? dollars;
  return enveloped(
    {
      active_cryptocurrencies: world.coins.length,
      active_markets: 3,
      bitcoin_percentage_of_market_cap: (bitcoin ? world.share(bitcoin, nowMs) : 0) / 100,
      quotes: {
        [currency.toUpperCase()]: {
          total_market_cap: money(world.total("marketCap", nowMs)),
          total_volume_24h: money(world.total("volume", nowMs)),
        },
      },
      last_updated: Math.floor(nowMs / 1000),
    },
    nowMs,
  );
}

function enveloped(data: unknown, nowMs?: number): Response {
  const timestamp = nowMs === undefined ? {} : { timestamp: Math.floor(nowMs / 1000) };
  return Response.json({ data, metadata: { ...timestamp, error: null } });
}
