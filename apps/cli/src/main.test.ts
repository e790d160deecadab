import { expect, test } from "bun:test";
import { join } from "node:path";
import { COMMANDS } from "./commands.ts";

/** Runs the command line in a process of its own, as a user does. */
async function augury(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const main = join(import.meta.dir, "main.ts");
  const code = `process.exit(await (await import(${JSON.stringify(main)})).main(process.argv.slice(1)))`;
  const child = Bun.spawn([process.execPath, "-e", code, "--", ...args], { stdout: "pipe", stderr: "pipe" });
  const [out, err, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { status, out, err };
}

test("main: default: --help shows every command with an example", async () => {
  const { status, out } = await augury("--help");
  expect(status).toBe(0);
  for (const { name, example } of COMMANDS) {
    expect(out).toContain(`  ${name}`);
    expect(out).toContain(`$ ${example}`);
  }
});

test("main: error: wrong use is one line to stderr and status 2", async () => {
  const cases = [
    ["frobnicate"],
    ["replay", "--frobnicate"],
    ["replay", "no-such-folder"],
    ["replay", "a", "b"],
    ["replay-recordings", "--only", "nowhere"],
    ["replay-recordings", "no-such-folder"],
    ["config"],
    ["config", "check", "no-such-file.yaml"],
    ["config", "explain", "aip"],
    ["coingecko", "simple-prise"],
    ["polymarket", "clob", "book"],
    ["source", "describe", "nobody"],
    ["sim", "--seed", "x"],
    ["runs", "--frobnicate"],
  ];
  for (const args of cases) {
    const { status, out, err } = await augury(...args);
    expect({ args, status, out, lines: err.trim().split("\n").length }).toEqual({ args, status: 2, out: "", lines: 1 });
    expect(err).toStartWith("augury");
  }
}, 60_000);
