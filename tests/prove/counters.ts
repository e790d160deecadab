import { join } from "node:path";
import type { Engine } from "@augury/engine";
import type { VenueName } from "@augury/model";
import { readRingStats } from "@augury/ring";
import { Counters } from "@augury/telemetry";
import { fixturePath, hasFixtures } from "@augury/testkit";
import { awaitCondition } from "./await-condition.ts";
import { type Findings, grouped } from "./findings.ts";
import { auditJournal, type JournalAudit } from "./journal-audit.ts";
import type { Proof, ProofOptions } from "./proof.ts";
import { startEngine } from "./proof-engine.ts";
import { Venues } from "./venues.ts";

/** Small enough that a sim which sends as fast as it can overtakes decision. */
const MARKET_SLOTS = 4096;
const QUIET_MS = 500;
const QUIET_MS_MAX = 120_000;
const VENUES: readonly VenueName[] = ["polymarket", "kalshi"];
const POLYMARKET_SESSION = "polymarket/ws-market/session-2026-04-29-30min-multi-source.jsonl";
const KALSHI_SESSIONS = "kalshi/ws/gold15m";
const MESSAGES_RECORDED = 762_595;
/** A pause is what this proof provokes; how long one may last is another matter. */
const PAUSED_MS_MAX = 60_000;

const OVERRIDES = {
  "rings.marketSlots": MARKET_SLOTS,
  "venues.polymarket.pausedMsMax": PAUSED_MS_MAX,
  "venues.kalshi.pausedMsMax": PAUSED_MS_MAX,
  "venues.polymarket.assetsPerSocketMax": 400,
  "venues.polymarket.session.payloadBytesMax": 256 * 1024 * 1024,
  "books.bytesMax": 512 * 1024 * 1024,
  "api.enabled": false,
  "strategies.1.instruments": { outcome: "both", instrumentsMax: 64 },
};

/** Counters balance to the last event: over all recorded messages, over a first frame that is larger than the ring. */
export const counters: Proof = {
  name: "counters",
  summary: "every frame is parsed or skipped, every slot published and consumed, every input journaled and replayed",
  run: async (options, findings) => {
    if (hasFixtures()) await proveRecordings(options, findings);
    else await proveGenerated(options, findings);
    await proveLargeFrame(options, findings, [400, 200]);
  },
};

/** Plays every recorded session of both venues, as fast as the engine reads. */
async function proveRecordings({ say }: ProofOptions, findings: Findings): Promise<void> {
  const sessions = [...new Bun.Glob("*.ndjson.gz").scanSync(fixturePath(KALSHI_SESSIONS))].sort();
  const files = [...sessions.map((name) => join(fixturePath(KALSHI_SESSIONS), name)), fixturePath(POLYMARKET_SESSION)];
  say(`playing ${files.length} recordings through sockets, a market ring has ${MARKET_SLOTS} slots`);
  await proveVolume(["--speed", "max", ...files.flatMap((file) => ["--play", file])], findings, MESSAGES_RECORDED);
}

async function proveGenerated({ say, seed }: ProofOptions, findings: Findings): Promise<void> {
  say(`no recordings here: ${grouped(MESSAGES_RECORDED)} generated messages take their place`);
  await proveVolume(["--seed", String(seed), "--loop", "max"], findings, MESSAGES_RECORDED);
}

async function proveVolume(flags: readonly string[], findings: Findings, messagesMin: number): Promise<void> {
  const venues = await Venues.start(flags);
  try {
    const engine = await startEngine({ ...venues, dataDir: venues.folder, overrides: OVERRIDES });
    const startedMs = performance.now();
    if (venues.manifest.mode === "play") {
      const { framesPlayed, framesSkipped } = await venues.finished;
      findings.row("recorded frames played", grouped(framesPlayed), `${grouped(framesSkipped)} not played`);
      findings.expect(framesPlayed >= messagesMin, "every recorded message is played", framesPlayed);
    } else {
      await awaitCondition(() => framesOf(engine) >= messagesMin, QUIET_MS_MAX);
      venues.suspend();
      await awaitQuiet(engine);
    }
    await balance(engine, venues, findings);
    findings.expect(framesOf(engine) >= messagesMin, "as many frames are received as were recorded", framesOf(engine));
    findings.row("time", `${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  } finally {
    await venues.stop();
  }
}

/** One snapshot frame of `shape` (books, levels of each), which no ring of this size can hold. */
export async function proveLargeFrame(
  { say, seed }: Pick<ProofOptions, "say" | "seed">,
  findings: Findings,
  [books, levels]: readonly [number, number],
): Promise<void> {
  say(`one frame of ${books} books with ${levels} levels each through the same ring`);
  const stress = ["--stress", `${books}x${levels}`, "--seed", String(seed), "--rate", "500", "--no-lifecycle"];
  const venues = await Venues.start(stress);
  try {
    const engine = await startEngine({ ...venues, dataDir: venues.folder, overrides: largeFrame(venues) });
    const trustOf = () => engine.view.venues()[0].booksTrusted;
    const trusted = await awaitCondition(() => trustOf() === books, QUIET_MS_MAX);
    findings.equal(trustOf(), books, "every book of the large frame is trusted");
    findings.row(
      "large frame",
      `${trustOf()}/${books} books of ${levels} levels, all trusted ${Math.round(trusted ?? 0)} ms after the start`,
    );
    const { pauses } = await balance(engine, venues, findings);
    // There is no other way for it than through pauses.
    findings.expect(pauses >= 1, "back-pressure happens", pauses);
  } finally {
    await venues.stop();
  }
}

/** Only the sim's deep books, all on one socket. */
function largeFrame({ manifest }: Venues) {
  const deep = manifest.polymarket.markets.filter(({ slug }) => slug.startsWith("deep-"));
  return {
    ...OVERRIDES,
    "venues.polymarket.markets": deep.map(({ eventSlug }) => ({ eventSlug })),
    strategies: [],
  };
}

/** Stops the engine when nothing is on its way any more, and compares every count along the way with the next. */
export async function balance(
  engine: Engine,
  venues: Venues,
  findings: Findings,
): Promise<{ readonly pauses: number }> {
  const stop = await engine.stop();
  findings.expect(stop.graceful, "the engine stops gracefully", stop.problems.join("; "));
  const audit = auditJournal(engine.plan.loaded.paths.journalDir, stop.runId);
  if (!audit) throw new Error("the engine left no journal");
  // A world that goes on sends a few frames more into the closing socket; a recording has ended.
  const sent = venues.manifest.mode === "play" ? await venues.stats() : undefined;
  let pauses = 0;
  for (const venue of VENUES) {
    if (!engine.plan.feeds.some((feed) => feed.venue === venue)) continue;
    pauses += balanceVenue(engine, venue, audit, findings);
    if (sent) balanceSocket(engine, venue, sent[venue].framesSent, findings);
  }
  if (engine.plan.feeds.some((feed) => feed.venue === "reference")) balanceReference(engine, audit, findings);
  balanceJournal(engine, audit, findings);
  findings.equal(stop.digest, audit.replay.digest, "main's last digest is the replay's");
  return { pauses };
}

function balanceVenue(engine: Engine, venue: VenueName, audit: JournalAudit, findings: Findings): number {
  const { counters, memory } = engine.plan;
  const feed = new Counters(counters.feeds[venue]).read();
  const own = new Counters<string>(counters.venues[venue]).read();
  const ring = readRingStats(memory.market[venue]);
  const consumed = new Counters(counters.decision).read()[`consumed_${venue}`];
  const ended = own.epoch_ends ?? own.epochsEnded;
  findings.equal(feed.parsed + feed.skipped + feed.heldDropped, feed.frames, `${venue}: frames = parsed + skipped`);
  findings.equal(feed.heldDropped, 0, `${venue}: no held frame is dropped`);
  const made = own.slots + audit.epochEnds[venue] + audit.connectionSlots[venue];
  findings.equal(made, ring.published, `${venue}: slots of frames + epoch ends + connection slots = published`);
  findings.equal(ended, audit.epochEnds[venue], `${venue}: epoch ends counted by the feed = journaled`);
  findings.equal(consumed, ring.published, `${venue}: consumed = published`);
  findings.equal(audit.marketInputs[venue], consumed, `${venue}: journaled = consumed`);
  findings.row(
    venue,
    `${grouped(feed.frames)} frames = ${grouped(feed.parsed)} parsed + ${grouped(feed.skipped)} skipped`,
    `${grouped(own.slots)} slots + ${ended} epoch ends + ${audit.connectionSlots[venue]} connection = ${grouped(ring.published)} published = ${grouped(consumed)} consumed`,
    `paused ${feed.pauses} times, ring ${ring.watermark}/${ring.capacity} at most`,
  );
  return feed.pauses;
}

/** References have no books: a price is a slot, and so is every change of a connection. */
function balanceReference(engine: Engine, audit: JournalAudit, findings: Findings): void {
  const { counters, memory } = engine.plan;
  const feed = new Counters(counters.feeds.reference).read();
  const { prices } = new Counters<string>(counters.venues.reference).read();
  const ring = readRingStats(memory.market.reference);
  const { consumed_reference: consumed } = new Counters(counters.decision).read();
  findings.equal(feed.parsed + feed.skipped + feed.heldDropped, feed.frames, "reference: frames = parsed + skipped");
  const restarts = engine.topology.workers().find(({ worker }) => worker === "reference")?.restarts ?? 0;
  // A worker that dies has counted what it had not published yet, or the other way round: one turn's prices at most.
  const slack = restarts * engine.plan.decision.references.length;
  const off = Math.abs(prices + audit.connectionSlots.reference - ring.published);
  findings.expect(off <= slack, `reference: prices + connection slots = published, within ${slack}`, off);
  findings.equal(consumed, ring.published, "reference: consumed = published");
  findings.equal(audit.marketInputs.reference, consumed, "reference: journaled = consumed");
  findings.row("reference", `${feed.frames} frames, ${prices} prices = ${consumed} consumed with the connection's`);
}

/** A PONG is a frame to the sim and a heartbeat to the feed. */
function balanceSocket(engine: Engine, venue: VenueName, sent: number, findings: Findings): void {
  const { frames, pongs } = new Counters(engine.plan.counters.feeds[venue]).read();
  findings.equal(frames + pongs, sent, `${venue}: frames received = frames sent`);
  findings.row("", `${grouped(sent)} frames sent = ${grouped(frames)} received + ${pongs} pongs`);
}

function balanceJournal(engine: Engine, audit: JournalAudit, findings: Findings): void {
  const { consumed, timers, controls, reports } = new Counters(engine.plan.counters.decision).read();
  const { inputs, outputs } = new Counters(engine.plan.counters.recorder).read();
  const { replay } = audit;
  findings.equal(
    consumed + timers + controls + reports,
    inputs,
    "consumed + timers + controls + reports = inputs recorded",
  );
  findings.equal(replay.inputs, inputs, "inputs in the journal = inputs recorded");
  findings.equal(
    replay.inputs + replay.outputs + replay.digests,
    inputs + outputs,
    "records in the journal = recorded",
  );
  findings.equal(audit.numberGaps, 0, "records are numbered without a gap");
  findings.equal(replay.mismatches, 0, "the replay emits what was emitted");
  findings.equal(replay.digestsEqual, replay.digests, "every digest on the way is the replay's");
  findings.equal(replay.digest, replay.storedDigest, "the journal's last digest is the replay's");
  findings.expect(audit.failure === "", "the journal is read to its end", audit.failure);
  findings.row(
    "journal",
    `${grouped(consumed)} consumed + ${grouped(timers)} timers + ${controls} controls + ${grouped(reports)} reports = ${grouped(inputs)} inputs`,
    `digest ${replay.storedDigest}, replayed ${replay.digest}`,
    `${replay.intents} intents, ${replay.fills} fills, ${replay.refusals} refusals`,
  );
}

/** Waits until nothing comes out of the sockets any more, and nothing is held, half published or on its way to decision. */
async function awaitQuiet(engine: Engine): Promise<void> {
  let frames = -1;
  let sinceMs = performance.now();
  await awaitCondition(() => {
    const now = framesOf(engine);
    if (now !== frames || !isThrough(engine)) sinceMs = performance.now();
    frames = now;
    return performance.now() - sinceMs > QUIET_MS;
  }, QUIET_MS_MAX);
}

function isThrough({ plan }: Engine): boolean {
  return VENUES.every((venue) => {
    const { frames, parsed, skipped } = new Counters(plan.counters.feeds[venue]).read();
    return frames === parsed + skipped && readRingStats(plan.memory.market[venue]).lag === 0;
  });
}

function framesOf(engine: Engine): number {
  return VENUES.reduce((sum, venue) => sum + new Counters(engine.plan.counters.feeds[venue]).get("frames"), 0);
}
