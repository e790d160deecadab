import { parseArgs } from "node:util";
import { Findings } from "./findings.ts";
import type { Proof } from "./proof.ts";
import { PROOFS } from "./proofs.ts";

/** Runs `bun run prove <name> [--times N] [--seed S] [--point P] [--venue V] [--sockets N]`; resolves with the exit status. */
export async function runProve(args: readonly string[]): Promise<number> {
  const parsed = parse(args);
  if (typeof parsed === "string") {
    process.stderr.write(`prove: ${parsed}\n${usage()}\n`);
    return 2;
  }
  let failed = 0;
  for (const proof of parsed.proofs) if (!(await show(proof, parsed))) failed++;
  return failed === 0 ? 0 : 1;
}

interface Request {
  readonly proofs: readonly Proof[];
  readonly times: number | undefined;
  readonly seed: number;
  readonly point: string | undefined;
  readonly venue: string | undefined;
  readonly sockets: number | undefined;
}

async function show(proof: Proof, { times, seed, point, venue, sockets }: Request): Promise<boolean> {
  const findings = new Findings();
  const startedMs = performance.now();
  process.stdout.write(`prove ${proof.name}, seed ${seed}: ${proof.summary}\n`);
  try {
    const say = (line: string) => process.stdout.write(`  … ${line}\n`);
    await proof.run({ times, seed, point, venue, sockets, say }, findings);
  } catch (cause) {
    findings.expect(false, `the proof runs to its end (${cause instanceof Error ? cause.stack : String(cause)})`);
  }
  for (const line of findings.lines()) process.stdout.write(`${line}\n`);
  for (const violation of findings.violations) process.stdout.write(`  VIOLATED: ${violation}\n`);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const { held, violations } = findings;
  const isProven = violations.length === 0 && held > 0;
  process.stdout.write(
    `${proof.name}: ${isProven ? "proven" : "FAILED"}, ${held} checks held, ${violations.length} violated, seed ${seed}, ${seconds} s\n`,
  );
  return isProven;
}

function parse(args: readonly string[]): Request | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        times: { type: "string" },
        seed: { type: "string" },
        point: { type: "string" },
        venue: { type: "string" },
        sockets: { type: "string" },
      },
      allowPositionals: true,
    });
    const proofs = positionals.map((name) => {
      const proof = PROOFS.find((one) => one.name === name);
      if (!proof) throw new Error(`there is no proof "${name}"`);
      return proof;
    });
    if (proofs.length === 0) throw new Error("which proof?");
    return {
      proofs,
      times: values.times === undefined ? undefined : toCount("--times", values.times),
      seed: values.seed === undefined ? Date.now() % 1_000_000 : toCount("--seed", values.seed),
      point: values.point,
      venue: values.venue,
      sockets: values.sockets === undefined ? undefined : toCount("--sockets", values.sockets),
    };
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function toCount(flag: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${flag} is a whole number, was "${text}"`);
  return Number(text);
}

function usage(): string {
  return [
    "usage: bun run prove NAME … [--times N] [--seed S] [--point P] [--venue V] [--sockets N]",
    ...PROOFS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`),
  ].join("\n");
}
