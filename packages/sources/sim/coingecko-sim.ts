import { CURRENCIES, DAY_MS, HOUR_MS, inCurrency, type SimCoin } from "./coin-world.ts";
import { countOf, type SimCall, type SimSource, wordsOf } from "./sim-route.ts";

const POINTS = 48;

/** market-data-sources.md section 2. `/key` wants a Pro key, as the venue does. */
export const COINGECKO_SIM: SimSource = {
  name: "coingecko",
  absent: () => Response.json({ error: "not found" }, { status: 404 }),
  routes: [
    { path: "/ping", answer: () => Response.json({ gecko_says: "(V3) To the Moon!" }) },
    { path: "/simple/price", answer: answerPrices },
    { path: "/simple/supported_vs_currencies", answer: () => Response.json(CURRENCIES) },
    {
      path: "/coins/list",
      answer: ({ world }) => Response.json(world.coins.map(({ id, symbol, name }) => ({ id, symbol, name }))),
    },
    { path: "/coins/markets", answer: answerMarkets },
    { path: "/coins/{id}", answer: answerCoin },
    { path: "/coins/{id}/ohlc", answer: answerOhlc },
    { path: "/coins/{id}/market_chart", answer: answerChart },
    { path: "/coins/{id}/history", answer: answerHistory },
    { path: "/search/trending", answer: answerTrending },
    { path: "/global", answer: answerGlobal },
    { path: "/exchanges", answer: answerExchanges },
    { path: "/key", answer: answerKey },
  ],
};

function answerPrices(call: SimCall): Response {
  const { world, nowMs, query } = call;
  const asked = wordsOf(call, query.has("ids") ? "ids" : "symbols", "").flatMap((word) => world.find(word) ?? []);
  const row = (coin: SimCoin) => {
    const cells = wordsOf(call, "vs_currencies", "usd").flatMap((currency) => {
      const money = (dollars: number) => inCurrency(dollars, currency) ?? null;
      const extras = {
        include_market_cap: [`${currency}_market_cap`, money(world.marketCap(coin, nowMs))],
        include_24hr_vol: [`${currency}_24h_vol`, money(world.volume(coin, nowMs))],
        include_24hr_change: [`${currency}_24h_change`, world.change(coin, nowMs, DAY_MS)],
      } as const;
      const wanted = Object.entries(extras).flatMap(([flag, cell]) => (query.get(flag) === "true" ? [cell] : []));
      return [[currency, money(world.price(coin, nowMs))] as const, ...wanted];
    });
    const updated =
      query.get("include_last_updated_at") === "true" ? { last_updated_at: Math.floor(nowMs / 1000) } : {};
    return { ...Object.fromEntries(cells), ...updated };
  };
  return Response.json(Object.fromEntries(asked.map((coin) => [coin.id, row(coin)])));
}

function answerMarkets(call: SimCall): Response {
  const { world, nowMs, query } = call;
  const currency = query.get("vs_currency") ?? "usd";
  if (inCurrency(1, currency) === undefined) return Response.json({ error: "invalid vs_currency" }, { status: 400 });
  const perPage = countOf(call, "per_page", 100, 250);
  const from = (countOf(call, "page", 1) - 1) * perPage;
  const money = (dollars: number) => inCurrency(dollars, currency) ?? 0;
  const rows = world.coins.slice(from, from + perPage).map((coin) => ({
    id: coin.id,
    symbol: coin.symbol,
    name: coin.name,
    current_price: money(world.price(coin, nowMs)),
    market_cap: money(world.marketCap(coin, nowMs)),
    market_cap_rank: world.coins.indexOf(coin) + 1,
    total_volume: money(world.volume(coin, nowMs)),
    price_change_percentage_24h: world.change(coin, nowMs, DAY_MS),
    circulating_supply: coin.supply,
    total_supply: coin.supply,
    max_supply: null,
    last_updated: new Date(nowMs).toISOString(),
    price_change_percentage_1h_in_currency: world.change(coin, nowMs, HOUR_MS),
    price_change_percentage_24h_in_currency: world.change(coin, nowMs, DAY_MS),
    price_change_percentage_7d_in_currency: world.change(coin, nowMs, 7 * DAY_MS),
  }));
  return Response.json(rows);
}

function answerCoin(call: SimCall): Response {
  return withCoin(call, (coin) => ({
    ...identity(coin),
    market_cap_rank: call.world.coins.indexOf(coin) + 1,
    market_data: { ...moneyOf(call, coin, call.nowMs), last_updated: new Date(call.nowMs).toISOString() },
    last_updated: new Date(call.nowMs).toISOString(),
  }));
}

function answerHistory(call: SimCall): Response {
  const [, day = "", month = "", year = ""] = /^(\d\d)-(\d\d)-(\d{4})$/.exec(call.query.get("date") ?? "") ?? [];
  const timeMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (year === "") return Response.json({ error: "invalid date" }, { status: 400 });
  return withCoin(call, (coin) => ({ ...identity(coin), market_data: moneyOf(call, coin, timeMs) }));
}

function answerOhlc(call: SimCall): Response {
  return withCoin(call, (coin) =>
    pointsOf(call).map(({ timeMs, stepMs }) => {
      const at = (ms: number) => inCurrency(call.world.price(coin, ms), call.query.get("vs_currency") ?? "usd") ?? 0;
      const seen = [0, 0.25, 0.5, 0.75, 1].map((part) => at(timeMs - stepMs * (1 - part)));
      return [timeMs, seen[0], Math.max(...seen), Math.min(...seen), seen.at(-1)];
    }),
  );
}

function answerChart(call: SimCall): Response {
  const { world, query } = call;
  const series = (value: (timeMs: number) => number) =>
    pointsOf(call).map(({ timeMs }) => [timeMs, inCurrency(value(timeMs), query.get("vs_currency") ?? "usd") ?? null]);
  return withCoin(call, (coin) => ({
    prices: series((timeMs) => world.price(coin, timeMs)),
    market_caps: series((timeMs) => world.marketCap(coin, timeMs)),
    total_volumes: series((timeMs) => world.volume(coin, timeMs)),
  }));
}

function answerTrending({ world, nowMs }: SimCall): Response {
  const [bitcoin] = world.coins;
  const coins = world.coins.slice(1, 4).map((coin, score) => ({
    item: {
      id: coin.id,
      coin_id: coin.number,
      name: coin.name,
      symbol: coin.symbol.toUpperCase(),
      slug: coin.id,
      price_btc: world.price(coin, nowMs) / (bitcoin ? world.price(bitcoin, nowMs) : 1),
      score,
      data: {
        price: world.price(coin, nowMs),
        price_change_percentage_24h: { usd: world.change(coin, nowMs, DAY_MS) },
      },
    },
  }));
  return Response.json({ coins, nfts: [], categories: [] });
}

function answerGlobal({ world, nowMs }: SimCall): Response {
  const byCurrency = (dollars: number) =>
    Object.fromEntries(CURRENCIES.map((name) => [name, inCurrency(dollars, name)]));
  return Response.json({
    data: {
      active_cryptocurrencies: world.coins.length,
      markets: 3,
      total_market_cap: byCurrency(world.total("marketCap", nowMs)),
      total_volume: byCurrency(world.total("volume", nowMs)),
      market_cap_percentage: Object.fromEntries(world.coins.map((coin) => [coin.symbol, world.share(coin, nowMs)])),
      market_cap_change_percentage_24h_usd:
        (world.total("marketCap", nowMs) / world.total("marketCap", nowMs - DAY_MS) - 1) * 100,
      updated_at: Math.floor(nowMs / 1000),
    },
  });
}

function answerExchanges(call: SimCall): Response {
  const names = ["Northbank", "Southbank", "Harbor"].slice(0, countOf(call, "per_page", 100));
  return Response.json(
    names.map((name, at) => ({
      id: name.toLowerCase(),
      name,
      year_established: 2020 + at,
      country: null,
      trust_score: 10 - at,
      trust_score_rank: at + 1,
      trade_volume_24h_btc: 1000 / (at + 1),
    })),
  );
}

function answerKey({ headers, query }: SimCall): Response {
  if (!headers.has("x-cg-pro-api-key") && !query.has("x_cg_pro_api_key"))
    return Response.json({ status: { error_code: 10002, error_message: "API Key Missing" } }, { status: 401 });
  return Response.json({
    plan: "Simulated",
    rate_limit_request_per_minute: 500,
    monthly_call_credit: 500_000,
    current_total_monthly_calls: 0,
    current_remaining_monthly_calls: 500_000,
  });
}

function withCoin({ world, params }: SimCall, body: (coin: SimCoin) => unknown): Response {
  const coin = world.find(params.id ?? "");
  return coin ? Response.json(body(coin)) : Response.json({ error: "coin not found" }, { status: 404 });
}

function identity({ id, symbol, name }: SimCoin) {
  return { id, symbol, name };
}

function moneyOf({ world }: SimCall, coin: SimCoin, timeMs: number) {
  const byCurrency = (dollars: number) =>
    Object.fromEntries(CURRENCIES.map((name) => [name, inCurrency(dollars, name)]));
  return {
    current_price: byCurrency(world.price(coin, timeMs)),
    market_cap: byCurrency(world.marketCap(coin, timeMs)),
    total_volume: byCurrency(world.volume(coin, timeMs)),
  };
}

/** Equal steps over the days that were asked for, oldest first. */
function pointsOf(call: SimCall): { readonly timeMs: number; readonly stepMs: number }[] {
  const stepMs = Math.floor((countOf(call, "days", 1, 365) * DAY_MS) / POINTS);
  const lastMs = Math.floor(call.nowMs / stepMs) * stepMs;
  return Array.from({ length: POINTS }, (_, at) => ({ timeMs: lastMs - (POINTS - 1 - at) * stepMs, stepMs }));
}
