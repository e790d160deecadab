import type { Bench, BenchReport } from "../bench.ts";
import type { Scale } from "../bench-options.ts";
import { renderPolymarket, type TapeShape } from "../frames/tape.ts";
import { median, spreadOfRates } from "../measure/quantiles.ts";
import { type Row, ratioOf, type Section } from "../measure/section.ts";
import { sharedUs } from "../measure/shared-clock.ts";
import { normalizePolymarket } from "../parse/normalize-polymarket.ts";
import { Sink } from "../parse/sink.ts";
import { ReplayProcess } from "../server/replay-process.ts";
import { CountingClient } from "./counting-client.ts";
import { FeedClient } from "./feed-client.ts";
import type { ReceiveClient } from "./receive-client.ts";
import { TextClient } from "./text-client.ts";

interface Plan {
  readonly shape: TapeShape;
  readonly rounds: number;
  /** Frames of one flood. */
  readonly frames: number;
}

const PLANS: Record<Scale, Plan> = {
  smoke: { shape: { extraMarkets: 4, levels: 24, frames: 500 }, rounds: 1, frames: 1_200 },
  quick: { shape: { extraMarkets: 86, levels: 42, frames: 10_000 }, rounds: 3, frames: 150_000 },
  full: { shape: { extraMarkets: 86, levels: 42, frames: 20_000 }, rounds: 7, frames: 400_000 },
};
const POLL_MS = 1;

/** WebSocket in, parsed events out, from another process that sends as fast as it is read. */
export const receiveBench: Bench = {
  name: "receive",
  title: "WebSocket receive + parse, server in a process of its own",
  async run(scale: Scale): Promise<BenchReport> {
    const plan = PLANS[scale];
    const { server, port } = await ReplayProcess.start(plan.shape);
    const clients = openClients(plan.shape);
    try {
      for (const client of clients) await client.open(port);
      const section = await benchClients(clients, server, plan);
      const json = section.rows.find(({ name }) => name.endsWith("JSON.parse")) as Row;
      return {
        sections: [section],
        achievements: [{ goal: "receive", ratio: ratioOf("higher", section.rows[0], json) }],
      };
    } finally {
      for (const client of clients) await client.close();
      server.stop();
    }
  },
};

function openClients(shape: TapeShape): ReceiveClient[] {
  // Only the instruments are of interest here: they do not depend on how many frames follow.
  const { instruments } = renderPolymarket({ ...shape, frames: 0 });
  const indexOf = new Map(instruments.list.map(({ venueId, index }) => [venueId, index]));
  const sink = new Sink();
  const parse = (text: string) => void JSON.parse(text);
  const normalize = (text: string) => {
    // The snapshots come in one array, which the normalizer of single events does not take.
    if (text.startsWith("[")) parse(text);
    else normalizePolymarket(text, indexOf, sink);
  };
  return [
    new FeedClient(instruments),
    new TextClient("global WebSocket + JSON.parse", "/json", parse),
    new TextClient("global WebSocket + JSON.parse + Number() + Map", "/normalize", normalize),
    new CountingClient(),
  ];
}

async function benchClients(clients: readonly ReceiveClient[], server: ReplayProcess, plan: Plan): Promise<Section> {
  const rates = clients.map((): number[] => []);
  const cpu = clients.map((): number[] => []);
  const received = clients.map(() => 0);
  // The first round is warm-up.
  for (let round = -1; round < plan.rounds; round++)
    for (const [at, client] of clients.entries()) {
      const run = await flood(client, server, plan.frames, plan.shape.frames);
      if (round < 0) continue;
      rates[at].push(run.framesPerSecond / 1000);
      cpu[at].push(run.cpuNsPerFrame);
      received[at] += run.frames;
    }
  const rows = clients.map(({ name }, at): Row => {
    return {
      name,
      spread: spreadOfRates(rates[at]),
      checksum: received[at],
      extra: { "CPU ns/frame": Math.round(median(cpu[at])).toString() },
    };
  });
  return {
    title: "market channel, one connection, unpaced",
    unit: "k frames/s",
    better: "higher",
    rows,
    notes: ["The checksum counts frames; CPU is that of the receiving process alone."],
  };
}

async function flood(client: ReceiveClient, server: ReplayProcess, frames: number, tapeFrames: number) {
  const before = client.frames;
  // A round of the tape begins with its snapshots: one frame for all books.
  const expected = before + frames + Math.ceil(frames / tapeFrames);
  const cpuBefore = process.cpuUsage();
  const sent = server.play({ kind: "flood", path: client.path, frames });
  while (client.frames < expected) await Bun.sleep(POLL_MS);
  const endUs = sharedUs();
  const { user, system } = process.cpuUsage(cpuBefore);
  const [startUs] = await sent;
  return {
    frames: client.frames - before,
    framesPerSecond: frames / ((endUs - startUs) / 1e6),
    cpuNsPerFrame: ((user + system) * 1000) / frames,
  };
}
