import type { Achievement, Bench, BenchReport } from "../bench.ts";
import type { Scale } from "../bench-options.ts";
import { joinRounds, type Spread, spreadOf, spreadOfRates } from "../measure/quantiles.ts";
import { type Row, ratioOf, type Section } from "../measure/section.ts";
import { BareWake, type Channel, ComlinkChannel, MessageChannelRival, RingChannel } from "./consumers.ts";

interface Plan {
  readonly rounds: number;
  /** Events of one flood. Equal sums need equal numbers, so a slow channel's sum is scaled up. */
  readonly events: { readonly ring: number; readonly message: number; readonly comlink: number };
  readonly trickled: number;
}

const PLANS: Record<Scale, Plan> = {
  smoke: { rounds: 1, events: { ring: 5_000, message: 500, comlink: 300 }, trickled: 5 },
  quick: { rounds: 3, events: { ring: 500_000, message: 40_000, comlink: 5_000 }, trickled: 150 },
  full: { rounds: 7, events: { ring: 2_000_000, message: 100_000, comlink: 10_000 }, trickled: 400 },
};
const PAUSE_MS = 1;
const BATCHES = [16, 64, 256];

/** What the ring is for: throughput and wake-up across a real Worker, against what a Worker offers by itself. */
export const ringBench: Bench = {
  name: "ring",
  title: "crossing threads",
  async run(scale: Scale): Promise<BenchReport> {
    const plan = PLANS[scale];
    const throughput = await benchThroughput(plan);
    const latency = await benchLatency(plan);
    return {
      sections: [throughput, latency],
      achievements: [...throughputGoals(throughput), ...latencyGoals(latency)],
    };
  },
};

async function benchThroughput(plan: Plan): Promise<Section> {
  const { ring, message, comlink } = plan.events;
  const lanes: readonly { readonly channel: Channel; readonly events: number }[] = [
    { channel: new RingChannel("ring, publish each, consumer parks", 1, "park"), events: ring },
    ...BATCHES.map((n) => ({
      channel: new RingChannel(`ring, publish per ${n}, consumer parks`, n, "park"),
      events: ring,
    })),
    { channel: new RingChannel("ring, publish each, consumer spins", 1, "spin"), events: ring },
    { channel: new MessageChannelRival(), events: message },
    { channel: new ComlinkChannel(), events: comlink },
  ];
  const rates = lanes.map((): number[] => []);
  const sums = lanes.map(() => 0);
  // The first round is warm-up.
  for (let round = -1; round < plan.rounds; round++)
    for (const [at, { channel, events }] of lanes.entries()) {
      const { seconds, sum } = await channel.flood(events);
      if (round < 0) continue;
      rates[at].push(events / seconds / 1e6);
      sums[at] += sum - expectedSum(events);
    }
  for (const { channel } of lanes) channel.close();
  return {
    title: "events across a Worker",
    unit: "M events/s",
    better: "higher",
    rows: lanes.map(({ channel }, at) => ({
      name: channel.name,
      spread: spreadOfRates(rates[at]),
      checksum: sums[at],
    })),
    notes: ["The checksum is what was received minus what was sent."],
  };
}

/** Sum of the sample events 0 … n − 1 as the consumer adds them up. */
function expectedSum(events: number): number {
  let sum = 0;
  for (let number = 0; number < events; number++) sum += 1 + (number % 9_999) + 1;
  return sum;
}

async function benchLatency(plan: Plan): Promise<Section> {
  const channels: readonly Pick<Channel, "name" | "trickle" | "close">[] = [
    new RingChannel("ring, Atomics.wait (decision)", 1, "park"),
    new RingChannel("ring, Atomics.waitAsync (feed, executor)", 1, "parkAsync"),
    new MessageChannelRival(),
    new ComlinkChannel(),
    new BareWake(),
  ];
  const spreads = channels.map((): Spread[] => []);
  const sums = channels.map(() => 0);
  for (let round = -1; round < plan.rounds; round++)
    for (const [at, channel] of channels.entries()) {
      const { latenciesUs, sum } = await channel.trickle(plan.trickled, PAUSE_MS);
      if (round < 0) continue;
      spreads[at].push(spreadOf(latenciesUs));
      sums[at] += sum;
    }
  for (const channel of channels) channel.close();
  return {
    title: `one way into a parked consumer, one event every ${PAUSE_MS} ms`,
    unit: "µs",
    better: "lower",
    rows: channels.map(({ name }, at) => ({
      name,
      spread: joinRounds(spreads[at]),
      // The floor carries nothing that could be added up.
      checksum: name.startsWith("floor") ? undefined : sums[at],
    })),
  };
}

function throughputGoals({ rows }: Section): Achievement[] {
  const find = (text: string) => rows.find(({ name }) => name.startsWith(text)) as Row;
  const message = find("postMessage");
  const each = find("ring, publish each, consumer parks");
  return [
    { goal: "ring_batched", ratio: ratioOf("higher", find("ring, publish per 64"), message) },
    { goal: "ring_single", ratio: ratioOf("higher", each, message) },
    { goal: "ring_comlink", ratio: ratioOf("higher", each, find("comlink")) },
  ];
}

function latencyGoals({ rows }: Section): Achievement[] {
  const [park] = rows;
  const comlink = rows.find(({ name }) => name.startsWith("comlink")) as Row;
  return [{ goal: "wake_comlink", ratio: ratioOf("lower", park, comlink) }];
}
