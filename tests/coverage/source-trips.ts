import { SOURCES } from "@augury/sources";
import { FakeSources } from "@augury/sources/sim";
import { nameOf } from "./api-entries.ts";
import { outcomeOf, type RoundTrip } from "./round-trip.ts";

/** CoinGecko's `/key` is answered to Pro keys alone. */
const PLANS: Readonly<Record<string, object>> = { coingecko: { plan: "pro" } };

/** Calls every method of every source against the fake ones, with its own example. */
export async function callSources(): Promise<RoundTrip[]> {
  const fake = FakeSources.start();
  const trips: RoundTrip[] = [];
  for (const { name: provider, config, methods, open } of SOURCES) {
    const settings = config.parse({ baseUrl: fake.urlOf(provider), requestsPerMinute: 10_000, ...PLANS[provider] });
    const source = open(settings, { apiKey: "a-key-for-tests", http: { retry: { attemptsMax: 1 } } });
    for (const { name: method, example } of methods) {
      const answer = await source.call(method, example);
      const name = nameOf({ provider, group: "", name: method });
      trips.push(answer.ok ? { name, outcome: "fits", detail: "" } : { name, ...outcomeOf(answer.error) });
    }
    source.close();
  }
  await fake.stop();
  return trips;
}
