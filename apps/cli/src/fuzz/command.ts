import { type Command, EXIT } from "../command.ts";
import { formatCount } from "../text-table.ts";
import { withUsage } from "../usage-error.ts";
import { FUZZ_USAGE, parseFuzzOptions } from "./fuzz-options.ts";
import { type FuzzEnd, fuzzVenue } from "./fuzz-venue.ts";
import type { FuzzNews } from "./fuzz-worker.ts";
import { writeFinding } from "./write-finding.ts";

/** Below this the run would prove little: nearly everything would be refused at first sight. */
const ACCEPTED_SHARE_MIN = 0.05;
/** A share needs so many frames to mean anything. */
const FRAMES_FOR_SHARE = 1_000;
const PROGRESS_MS = 10_000;

export const fuzz: Command = {
  name: "fuzz",
  summary: "throws damaged frames at both venues' parsers",
  example: "bun run fuzz --seconds 60 --seed 7",
  run: (args) => withUsage("fuzz", () => run(args)),
};

async function run(args: readonly string[]): Promise<number> {
  const options = parseFuzzOptions(args, (Date.now() % 0x7fff_fffe) + 1);
  if (!options) {
    process.stdout.write(`${FUZZ_USAGE}\n`);
    return EXIT.ok;
  }
  const { seed, venues } = options;
  process.stdout.write(`fuzz: seed ${seed}\n`);
  let saidMs = performance.now();
  const ends = await Promise.all(
    venues.map((venue) =>
      fuzzVenue(venue, options, (news) => {
        if (news.isDone || performance.now() - saidMs < PROGRESS_MS) return;
        saidMs = performance.now();
        process.stdout.write(`  ${venue}: ${formatCount(news.counts.frames)} frames so far\n`);
      }),
    ),
  );
  return ends.map((end) => judge(end, seed)).every((fine) => fine) ? EXIT.ok : EXIT.failed;
}

/** Prints how a venue's run ended; returns whether it is all well. */
function judge(end: FuzzEnd, seed: number): boolean {
  const { failure, news, venue } = end;
  if (news) process.stdout.write(`${describe(venue, news)}\n`);
  if (failure) {
    const path = writeFinding(end, seed);
    process.stderr.write(
      `fuzz: ${venue}: FAILED at frame ${failure.frame}, seed ${seed}: ${failure.problem}\n  ${path}\n`,
    );
    return false;
  }
  const share = news ? news.counts.accepted / news.counts.frames : 0;
  if (!news || (news.counts.frames >= FRAMES_FOR_SHARE && share < ACCEPTED_SHARE_MIN)) {
    process.stderr.write(
      `fuzz: ${venue}: FAILED: ${percent(share)} accepted, at least ${percent(ACCEPTED_SHARE_MIN)} are needed\n`,
    );
    return false;
  }
  return true;
}

function describe(venue: string, { counts, generated, recorded, seconds }: FuzzNews): string {
  const { accepted, bytes, fallback, frames, refused, slowestMs } = counts;
  const share = (count: number) => `${formatCount(count)} (${percent(count / frames)})`;
  return [
    `${venue}: ${formatCount(frames)} frames, ${(bytes / 1e6).toFixed(0)} MB, from ${recorded} recorded and ${generated} generated ones`,
    `  accepted by the fast parser, with the slots of JSON.parse + schema: ${share(accepted)}`,
    `  left to JSON.parse + schema, and taken by it:                       ${share(fallback)}`,
    `  refused by both:                                                    ${share(refused)}`,
    `  ${formatCount(Math.round(frames / seconds))} frames/s in ${seconds.toFixed(1)} s; slowest frame ${slowestMs.toFixed(1)} ms; no crash, no hang, no growth`,
  ].join("\n");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
