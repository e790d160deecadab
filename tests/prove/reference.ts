import type { Engine } from "@augury/engine";
import { Counters } from "@augury/telemetry";
import { awaitCondition } from "./await-condition.ts";
import { balance } from "./counters.ts";
import type { Findings } from "./findings.ts";
import type { Proof, ProofOptions } from "./proof.ts";
import { startEngine } from "./proof-engine.ts";
import { Venues } from "./venues.ts";

/** A wait that a busy machine may need; what is waited for comes within seconds. */
const WAIT_MS_MAX = 60_000;
const FREEZE_MS = 3_000;

const SOURCES = {
  polybolt: [
    { feed: "crypto", symbol: "btcusd" },
    { feed: "crypto", symbol: "ethusd" },
    { feed: "twap", symbol: "btcusd" },
    { feed: "equity", symbol: "aapl" },
  ],
  rtds: [
    { feed: "crypto", symbol: "btcusdt" },
    { feed: "chainlink", symbol: "btc/usd" },
    { feed: "twap", symbol: "eth/usd", windowSeconds: 30 },
    { feed: "equity", symbol: "aapl" },
  ],
} as const;
type Source = keyof typeof SOURCES;

/** The reference feed under its own worker: prices come, faults show, freezes end, a death is survived, everything is journaled. */
export const reference: Proof = {
  name: "reference",
  summary: "reference prices from PolyBolt and RTDS: fresh, exact, counted, and back after a freeze and after a death",
  run: async (options, findings) => {
    for (const source of ["polybolt", "rtds"] as const) await proveReference(source, options, findings);
  },
};

export async function proveReference(source: Source, { say, seed }: ProofOptions, findings: Findings): Promise<void> {
  say(`reference prices from ${source}`);
  const venues = await Venues.start(["--seed", String(seed), "--rate", "200"]);
  try {
    const engine = await startEngine({
      ...venues,
      dataDir: venues.folder,
      overrides: {
        "api.enabled": false,
        "reference.source": source,
        "reference.url": venues.manifest.polymarket.referenceUrls[source],
        "reference.prices": SOURCES[source],
        "reference.freezeMs": FREEZE_MS,
      },
    });
    const watch = new Watch(engine, source, findings);
    await watch.expectNews("after the start");
    await loseMessages(venues, watch, findings);
    await venues.chaos({ venue: "polymarket", fault: "silent_stall" });
    await watch.expect(() => watch.count("freezes") > 0, "a socket that is open and silent is given up");
    await watch.expectNews("after the freeze");
    engine.topology.crash("reference");
    await watch.expectNews("after its worker died");
    findings.expect(!engine.view.risk().killed, `${source}: nothing of this stops trading`);
    await balance(engine, venues, findings);
    const { prices, corrections, freezes } = watch.counters();
    findings.row(source, `${prices} prices, ${corrections} corrections`, `${freezes} freezes`);
  } finally {
    await venues.stop();
  }
}

/** Only PolyBolt numbers its messages. */
async function loseMessages(venues: Venues, watch: Watch, findings: Findings): Promise<void> {
  if (watch.source !== "polybolt") return;
  await venues.chaos({ venue: "polymarket", fault: "drop", args: { count: 3, kinds: ["reference"] } });
  await watch.expect(() => watch.count("missed") >= 3, "messages that never came are counted");
  findings.equal(watch.count("misfits"), 0, "polybolt: every message fits");
}

/** What main sees of the reference feed. */
class Watch {
  private readonly handle: Counters<string>;

  constructor(
    private readonly engine: Engine,
    readonly source: Source,
    private readonly findings: Findings,
  ) {
    this.handle = new Counters<string>(engine.plan.counters.venues.reference);
  }

  counters(): Record<string, number> {
    return this.handle.read();
  }

  count(name: string): number {
    return this.handle.get(name);
  }

  async expect(condition: () => boolean, rule: string): Promise<void> {
    const ms = await awaitCondition(condition, WAIT_MS_MAX);
    this.findings.expect(ms !== undefined, `${this.source}: ${rule}`, JSON.stringify(this.counters()));
  }

  /** Every reference gets a price of a later second than it had. */
  async expectNews(when: string): Promise<void> {
    const before = this.secondsMs();
    await this.expect(() => this.secondsMs().every((timeMs, at) => timeMs > (before[at] ?? 0)), `new prices ${when}`);
  }

  private secondsMs(): number[] {
    return (this.engine.view.reference()?.prices ?? []).map(({ price }) => price?.exchangeTimeMs ?? 0);
  }
}
