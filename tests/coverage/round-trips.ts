import { ok } from "@augury/core";
import type { AnyApiMethod, ApiClient, ApiCredentials, ApiGroup, ApiGroupOptions } from "@augury/net";
import { generateThrowawayKeyPair, KalshiSigner, L1Signer, L2Signer, Wallet } from "@augury/signing";
import { type Sim, startSim } from "@augury/sim";
import { KALSHI_GROUPS, kalshiCredentials } from "@augury/venue-kalshi";
import { ApiKey, mintL2, POLYMARKET_GROUPS } from "@augury/venue-polymarket";
import { nameOf } from "./api-entries.ts";
import { PREREQUISITES, type Source } from "./prerequisites.ts";
import { outcomeOf, type RoundTrip } from "./round-trip.ts";
import { callSources } from "./source-trips.ts";
import { openStreams } from "./stream-trips.ts";
import { type Substitutes, substitute } from "./substitutes.ts";

const CHAIN_ID = 137;
/** The call that makes the key that signs the others. */
const MADE_FIRST = "polymarket clob create-api-key";
/** A wallet that owns nothing anywhere. */
const THROWAWAY_KEY = `0x${"5a".repeat(32)}`;
/** What is deleted is deleted last, and last of all the key that signs. */
const lastness = ({ name }: AnyApiMethod) => (name === "delete-api-key" ? 2 : Number(/^(delete|revoke)-/.test(name)));

/** Calls every method and opens every stream of everyone against the running fakes, its examples' ids replaced by ones that they know. */
export async function makeRoundTrips(): Promise<RoundTrip[]> {
  const pair = generateThrowawayKeyPair();
  const sim = await startSim({ relay: false, kalshiKeys: [{ publicKey: pair.publicKeyPem }] });
  try {
    const known = await learn(sim);
    const polymarket = await polymarketCredentials(sim);
    const kalshi = kalshiSigner(pair.privateKeyPem);
    const { polymarket: manifest, kalshi: exchange } = sim.manifest;
    const http = { retry: { attemptsMax: 1 } };
    const own = { credentials: polymarket.credentials, http };
    using first = openCaller(
      "polymarket",
      POLYMARKET_GROUPS,
      ({ name }) => ({ ...own, baseUrl: `${manifest.url}/${name}` }),
      known,
    );
    const signed = { credentials: kalshiCredentials(kalshi), http, baseUrl: exchange.url };
    using second = openCaller("kalshi", KALSHI_GROUPS, () => signed, known);
    // The wallet has its key by now, and is refused a second one.
    const trips: RoundTrip[] = [{ name: MADE_FIRST, outcome: "fits", detail: "" }];
    for (const group of POLYMARKET_GROUPS) {
      const streamUrl = group.streamUrl && `${manifest.url.replace(/^http/, "ws")}${socketPath(group)}`;
      trips.push(...(await openStreams("polymarket", group, { streamUrl, streamAuth: polymarket.streamAuth }, known)));
    }
    const mintStreamHeaders = async () => ok(kalshi.headers(Date.now(), "GET", new URL(exchange.socketUrl).pathname));
    for (const group of KALSHI_GROUPS)
      trips.push(...(await openStreams("kalshi", group, { streamUrl: exchange.socketUrl, mintStreamHeaders }, known)));
    trips.push(...(await callAll(first)), ...(await callAll(second)), ...(await callSources()));
    return trips;
  } finally {
    await sim.stop();
  }
}

/** A provider's clients, open. */
interface Caller {
  readonly provider: string;
  readonly clients: ReadonlyMap<string, ApiClient>;
  readonly known: Substitutes;
}

function openCaller(
  provider: string,
  groups: readonly ApiGroup[],
  options: (group: ApiGroup) => ApiGroupOptions,
  known: Substitutes,
): Caller & Disposable {
  const opened = groups.map((group) => ({ name: group.name, group: group.open(options(group)) }));
  const clients = opened.flatMap(({ name, group }) => (group.client ? [[name, group.client] as const] : []));
  return {
    provider,
    clients: new Map(clients),
    known,
    [Symbol.dispose]: () => {
      for (const { group } of opened) group.close();
    },
  };
}

async function callAll(caller: Caller): Promise<RoundTrip[]> {
  const trips: RoundTrip[] = [];
  for (const [group, { methods }] of caller.clients)
    for (const { name } of methods.toSorted((a, b) => lastness(a) - lastness(b))) {
      const full = nameOf({ provider: caller.provider, group, name });
      if (full !== MADE_FIRST) trips.push(await callMethod(caller, full));
    }
  return trips;
}

async function callMethod(caller: Caller, name: string): Promise<RoundTrip> {
  const { take = {}, before = [], params } = PREREQUISITES[name] ?? {};
  const overrides: Record<string, unknown> = { ...params?.(caller.known) };
  for (const [param, source] of Object.entries(take)) overrides[param] = await takeFrom(caller, source, overrides);
  for (const first of before) await askWith(caller, `${caller.provider} ${first}`, overrides);
  const answer = await askWith(caller, name, overrides);
  if (answer.ok) return { name, outcome: "fits", detail: "" };
  return { name, ...outcomeOf(answer.error) };
}

/** Asks for a value that another call needs. What was found for that call so far holds for this one, too. */
async function takeFrom(
  caller: Caller,
  { from, at, params }: Source,
  found: Record<string, unknown>,
): Promise<unknown> {
  const name = `${caller.provider} ${from}`;
  const overrides: Record<string, unknown> = { ...found, ...params?.() };
  for (const [param, source] of Object.entries(PREREQUISITES[name]?.take ?? {}))
    overrides[param] ??= await takeFrom(caller, source, overrides);
  const answer = await askWith(caller, name, overrides);
  if (!answer.ok) return undefined;
  return at.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | undefined)?.[key],
    answer.value.value,
  );
}

/** Calls a method with its example, the sim's ids in it, and over it whatever of `overrides` it has a parameter for. */
function askWith({ clients, known }: Caller, name: string, overrides: Readonly<Record<string, unknown>>) {
  const [, group = "", method = ""] = name.split(" ");
  const client = clients.get(group);
  const found = client?.methodCalled(method);
  if (!client || !found?.ok) throw new Error(`there must be a method ${name}`);
  const mine = Object.entries(overrides).filter(([param]) => param in found.value.params.shape);
  return client.call(method, { ...(substitute(found.value.example, known) as object), ...Object.fromEntries(mine) });
}

/** Finds out what the sim's markets are called. */
async function learn({ manifest }: Sim): Promise<Substitutes> {
  const market = manifest.polymarket.markets[0];
  const contract = manifest.kalshi.markets[0];
  const other = manifest.kalshi.markets.find(({ eventTicker }) => eventTicker !== contract?.eventTicker);
  if (!market || !contract || !other) throw new Error("the sim has markets on both venues");
  const gamma = POLYMARKET_GROUPS.find(({ name }) => name === "gamma");
  const opened = gamma?.open({ baseUrl: `${manifest.polymarket.url}/gamma` });
  const found = await opened?.client?.http.request({
    endpoint: "learn",
    path: "/events",
    query: { slug: market.eventSlug },
    answer: "looseJson",
  });
  opened?.close();
  const [event] = (found?.ok ? found.value.value : []) as { id: string; markets: { id: string; slug: string }[] }[];
  return {
    token: market.tokens[0] ?? "",
    condition: market.conditionId,
    marketSlug: market.slug,
    eventSlug: market.eventSlug,
    marketId: event?.markets.find(({ slug }) => slug === market.slug)?.id ?? "",
    eventId: event?.id ?? "",
    ticker: contract.ticker,
    eventTicker: contract.eventTicker,
    seriesTicker: contract.eventTicker.split("-")[0] ?? "",
    otherTicker: other.ticker,
    otherEventTicker: other.eventTicker,
  };
}

async function polymarketCredentials({ manifest }: Sim) {
  const wallet = Wallet.fromPrivateKey(THROWAWAY_KEY);
  if (!wallet.ok) throw wallet.error;
  const signer = new L1Signer(wallet.value, CHAIN_ID);
  const l1: ApiCredentials = { l1: async ({ timeMs }) => ok(signer.headers(timeMs)) };
  const clob = POLYMARKET_GROUPS.find(({ name }) => name === "clob");
  const opened = clob?.open({ baseUrl: `${manifest.polymarket.url}/clob`, credentials: l1 });
  const made = await opened?.client?.call("create-api-key");
  opened?.close();
  if (!made?.ok) throw made?.error ?? new Error("there is a group clob");
  const key = ApiKey.parse(made.value.value);
  const l2 = L2Signer.fromCredentials({ ...key, address: wallet.value.address });
  if (!l2.ok) throw l2.error;
  return { credentials: { ...l1, l2: mintL2(l2.value) }, streamAuth: { ...key } };
}

/** Streams whose production host the sim serves as a path of its own. */
const OWN_HOSTS: ReadonlySet<string> = new Set(["rtds", "polybolt", "sports"]);

function socketPath({ name, streamUrl = "" }: ApiGroup): string {
  return OWN_HOSTS.has(name) ? `/${name}` : new URL(streamUrl).pathname;
}

function kalshiSigner(privateKeyPem: string): KalshiSigner {
  const signer = KalshiSigner.fromPem("coverage", privateKeyPem);
  if (!signer.ok) throw signer.error;
  return signer.value;
}
