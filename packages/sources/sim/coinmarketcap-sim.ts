import { DAY_MS, HOUR_MS, inCurrency, type SimCoin } from "./coin-world.ts";
import { countOf, type SimCall, type SimSource, wordsOf } from "./sim-route.ts";

const KEYLESS = "/public-api";
/** What is open to all (market-data-sources.md section 3). */
const OPEN = /^\/(v3\/fear-and-greed|v1\/global-metrics|v3\/cryptocurrency\/(listings|quotes))\//;
const EUR_NUMBER = 2790;
const USD_NUMBER = 2781;

/** market-data-sources.md section 3: every call wants the header with a key, but for the open ones below /public-api. */
export const COINMARKETCAP_SIM: SimSource = {
  name: "coinmarketcap",
  absent: () => failed(404, 404, "The requested resource does not exist."),
  refuse: ({ path, headers, nowMs }) => {
    if (path.startsWith(KEYLESS)) return OPEN.test(path.slice(KEYLESS.length)) ? undefined : missingKey(nowMs);
    return headers.has("x-cmc_pro_api_key") ? undefined : missingKey(nowMs);
  },
  routes: ["", KEYLESS].flatMap((prefix) => [
    { path: `${prefix}/v3/cryptocurrency/listings/latest`, answer: answerListings },
    { path: `${prefix}/v3/cryptocurrency/quotes/latest`, answer: answerQuotes },
    { path: `${prefix}/v1/global-metrics/quotes/latest`, answer: answerGlobal },
    { path: `${prefix}/v3/fear-and-greed/latest`, answer: answerMood },
    { path: `${prefix}/v3/fear-and-greed/historical`, answer: answerMoods },
    { path: `${prefix}/v1/key/info`, answer: answerKey },
    { path: `${prefix}/v1/cryptocurrency/map`, answer: answerMap },
    { path: `${prefix}/v1/cryptocurrency/info`, answer: answerInfo },
    { path: `${prefix}/v1/fiat/map`, answer: answerFiat },
    { path: `${prefix}/v2/tools/price-conversion`, answer: answerConversion },
  ]),
};

function answerListings(call: SimCall): Response {
  const start = countOf(call, "start", 1) - 1;
  const coins = call.world.coins.slice(start, start + countOf(call, "limit", 100, 5000));
  return enveloped(
    call,
    coins.map((coin) => rowOf(call, coin)),
  );
}

function answerQuotes(call: SimCall): Response {
  return enveloped(
    call,
    askedCoins(call).map((coin) => rowOf(call, coin)),
  );
}

function askedCoins(call: SimCall): SimCoin[] {
  return ["id", "symbol", "slug"]
    .flatMap((name) => wordsOf(call, name, ""))
    .flatMap((word) => call.world.find(word) ?? []);
}

function rowOf(call: SimCall, coin: SimCoin) {
  const { world, nowMs } = call;
  const updated = new Date(nowMs).toISOString();
  const quote = wordsOf(call, "convert", "USD").map((currency) => ({
    id: currency.toUpperCase() === "EUR" ? EUR_NUMBER : USD_NUMBER,
    symbol: currency.toUpperCase(),
    price: inCurrency(world.price(coin, nowMs), currency) ?? null,
    volume_24h: inCurrency(world.volume(coin, nowMs), currency) ?? null,
    market_cap: inCurrency(world.marketCap(coin, nowMs), currency) ?? null,
    market_cap_dominance: world.share(coin, nowMs),
    percent_change_1h: world.change(coin, nowMs, HOUR_MS),
    percent_change_24h: world.change(coin, nowMs, DAY_MS),
    percent_change_7d: world.change(coin, nowMs, 7 * DAY_MS),
    last_updated: updated,
  }));
  const { number: id, name, symbol, id: slug } = coin;
  const rank = world.coins.indexOf(coin) + 1;
  return { id, name, symbol: symbol.toUpperCase(), slug, cmc_rank: rank, last_updated: updated, quote };
}

function answerGlobal(call: SimCall): Response {
  const { world, nowMs } = call;
  const [bitcoin, ethereum] = world.coins;
  const currency = call.query.get("convert") ?? "USD";
  const money = (dollars: number) => inCurrency(dollars, currency) ?? dollars;
  return enveloped(call, {
    active_cryptocurrencies: world.coins.length,
    total_cryptocurrencies: world.coins.length,
    active_market_pairs: 12,
    active_exchanges: 3,
    total_exchanges: 3,
    btc_dominance: bitcoin ? world.share(bitcoin, nowMs) : 0,
    eth_dominance: ethereum ? world.share(ethereum, nowMs) : 0,
    last_updated: new Date(nowMs).toISOString(),
    quote: {
      [currency.toUpperCase()]: {
        total_market_cap: money(world.total("marketCap", nowMs)),
        total_volume_24h: money(world.total("volume", nowMs)),
        last_updated: new Date(nowMs).toISOString(),
      },
    },
  });
}

function answerMood(call: SimCall): Response {
  const { value, name } = call.world.mood(call.nowMs);
  return enveloped(call, { value, value_classification: name, update_time: new Date(call.nowMs).toISOString() });
}

function answerMoods(call: SimCall): Response {
  const today = Math.floor(call.nowMs / DAY_MS) * DAY_MS;
  const rows = Array.from({ length: countOf(call, "limit", 50, 500) }, (_, ago) => {
    const timeMs = today - (ago + countOf(call, "start", 1) - 1) * DAY_MS;
    const { value, name } = call.world.mood(timeMs);
    return { timestamp: String(timeMs / 1000), value, value_classification: name };
  });
  return enveloped(call, rows);
}

function answerKey(call: SimCall): Response {
  return enveloped(
    call,
    {
      plan: { credit_limit_monthly: 10_000, rate_limit_minute: 30 },
      usage: {
        current_minute: { requests_made: 0, requests_left: 30 },
        current_day: { credits_used: 0, credits_left: null },
        current_month: { credits_used: 0, credits_left: 10_000 },
      },
    },
    0,
  );
}

function answerMap(call: SimCall): Response {
  const asked = askedCoins(call);
  const coins = asked.length > 0 ? asked : call.world.coins;
  const rows = coins.map((coin) => ({
    id: coin.number,
    name: coin.name,
    symbol: coin.symbol.toUpperCase(),
    slug: coin.id,
    rank: call.world.coins.indexOf(coin) + 1,
    is_active: 1,
  }));
  return enveloped(call, rows);
}

function answerInfo(call: SimCall): Response {
  const rows = askedCoins(call).map(({ number: id, name, symbol, id: slug }) => [
    id,
    { id, name, symbol: symbol.toUpperCase(), slug, category: "coin" },
  ]);
  return enveloped(call, Object.fromEntries(rows));
}

function answerFiat(call: SimCall): Response {
  return enveloped(call, [
    { id: USD_NUMBER, name: "United States Dollar", sign: "$", symbol: "USD" },
    { id: EUR_NUMBER, name: "Euro", sign: "€", symbol: "EUR" },
  ]);
}

function answerConversion(call: SimCall): Response {
  const [coin] = askedCoins(call);
  if (!coin) return failed(400, 400, '"symbol" must be a known coin', call.nowMs);
  const amount = Number(call.query.get("amount") ?? 1);
  const currency = call.query.get("convert") ?? "USD";
  const price = inCurrency(call.world.price(coin, call.nowMs) * amount, currency) ?? null;
  const updated = new Date(call.nowMs).toISOString();
  const { number: id, name, symbol } = coin;
  const quote = { [currency.toUpperCase()]: { price, last_updated: updated } };
  return enveloped(call, [{ id, symbol: symbol.toUpperCase(), name, amount, last_updated: updated, quote }]);
}

function enveloped({ nowMs }: SimCall, data: unknown, credits = 1): Response {
  const timestamp = new Date(nowMs).toISOString();
  return Response.json({
    status: { timestamp, error_code: 0, error_message: null, elapsed: 1, credit_count: credits },
    data,
  });
}

function missingKey(nowMs: number): Response {
  return failed(401, 1002, "API key missing.", nowMs);
}

function failed(status: number, code: number, message: string, nowMs = 0): Response {
  const timestamp = new Date(nowMs).toISOString();
  return Response.json(
    { status: { timestamp, error_code: code, error_message: message, elapsed: 0, credit_count: 0 } },
    { status },
  );
}
