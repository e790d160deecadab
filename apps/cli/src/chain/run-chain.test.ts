import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deriveWallets } from "@augury/signing";
import { FakeNode, type FakeNodeOptions } from "@augury/venue-polymarket/chain/sim";
import { FakeIo } from "../api/fake-io.ts";
import { EXIT } from "../command.ts";
import { parseFlags } from "../parse-flags.ts";
import { startStillVenues } from "../transcript/still-venues.ts";
import { UsageError } from "../usage-error.ts";
import { CHAIN_FLAGS } from "./chain-flags.ts";
import { runChain } from "./run-chain.ts";

/** The public test key whose wallets the official clients name in their tests. */
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const OWNER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const SAFE = deriveWallets("safe", OWNER, 137)[0] as string;

const venues = startStillVenues();
const folder = mkdtempSync(join(tmpdir(), "augury-chain-"));
afterAll(async () => {
  await venues.stop();
  rmSync(folder, { recursive: true, force: true });
});
const nodes: FakeNode[] = [];
afterEach(() => Promise.all(nodes.splice(0).map((node) => node.stop())));

const market = venues.world.polymarket.markets.find(({ spec }) => spec.slug === "bridge-open-by-monday")?.spec;
const SLUG = market?.slug ?? "";

function nodeOf(options: FakeNodeOptions = {}): FakeNode {
  const node = new FakeNode(options);
  nodes.push(node);
  return node;
}

/** Runs the words behind `augury chain`. Nothing of this machine's environment is read. */
async function run(words: string, env: Record<string, string> = { POLY_ADDRESS: OWNER }) {
  const io = new FakeIo({ ...venues.env, ...env });
  const { positionals, values } = parseFlags(words.split(" "), CHAIN_FLAGS, 2);
  const status = await runChain(positionals, values, io, { confirmations: 1, pollMs: 1, waitMsMax: 100 });
  return { status, out: io.out, complaints: io.complaints, json: () => io.json() as Record<string, never> };
}

test("chain plan: default: a split for reading, nothing sent and nobody asked but Gamma", async () => {
  const { out, status } = await run(`plan split --market ${SLUG} --size 12.5`);
  expect(status).toBe(EXIT.ok);
  const lines = out.split("\n");
  expect(lines.slice(0, 3)).toEqual([
    "split: Will the bridge open by Monday?",
    "chain   Polygon (137)",
    `wallet  plain key ${OWNER}`,
  ]);
  expect(lines.filter((line) => line.startsWith("   to"))).toEqual([
    "   to    0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB",
    "   to    0xAdA100Db00Ca00073811820692005400218FcE1f",
  ]);
  expect(lines.slice(-5)).toEqual([
    "gives   12.5 pUSD",
    `gets    12.5 of ${market?.tokens[0]}`,
    `gets    12.5 of ${market?.tokens[1]}`,
    "gas     unknown",
    "",
  ]);
  expect(out).toContain(market?.conditionId.slice(2) ?? "none");
});

test("chain plan: default: by condition id, for a Safe, with what its owner signs", async () => {
  const { json } = await run(`plan merge --market ${market?.conditionId} --size 1 --wallet safe --nonce 4 --json`);
  expect(json()).toMatchObject({
    wallet: { kind: "safe", owner: OWNER, address: SAFE },
    operation: { kind: "merge", size: 1_000_000 },
    steps: [{ to: SAFE, value: "0" }],
    toSign: { primaryType: "SafeTx", message: { nonce: "4" } },
    gas: "unknown",
  });
});

test("chain plan: default: a conversion in a neg-risk set", async () => {
  const { json, status } = await run("plan convert --event harbor-mayor --outcomes 0,2 --size 3 --json");
  expect(status).toBe(EXIT.ok);
  const { effect } = json() as unknown as { effect: { gives: object[]; gets: object[]; cashIn: number } };
  const set = venues.world.polymarket.markets.filter(({ spec }) => spec.event.slug === "harbor-mayor");
  expect(effect.gives).toEqual([0, 2].map((at) => ({ tokenId: set[at]?.spec.tokens[1] ?? "", size: 3_000_000 })));
  expect(effect.gets).toHaveLength(set.length - 2);
  expect(effect.cashIn).toBe(3_000_000);
});

test("chain plan: behavior: the environment's deposit wallet is planned, and said not to be sent", async () => {
  const [funder = ""] = deriveWallets("depositWallet", OWNER, 137);
  const env = { POLY_PRIVATE_KEY: KEY, POLY_SIGNATURE_TYPE: "3", POLY_FUNDER: funder };
  const { out } = await run(`plan split --market ${SLUG} --size 1`, env);
  expect(out).toContain(`wallet  deposit wallet ${funder} of ${OWNER}`);
  expect(out).toMatch(/note {4}a deposit wallet takes its calls from the venue's relayer alone/);
  expect(out).not.toContain(KEY.slice(2));
});

test("chain plan: behavior: a node says what is allowed already", async () => {
  const given = await run(
    `plan split --market ${SLUG} --size 1 --json --rpc ${nodeOf({ callAnswer: 1n << 255n }).url}`,
  );
  expect((given.json().steps as unknown[]).length).toBe(1);
  const missing = await run(`plan split --market ${SLUG} --size 1 --json --rpc ${nodeOf({ callAnswer: 0n }).url}`);
  expect((missing.json().steps as unknown[]).length).toBe(2);
});

test.each([
  ["plan split --market nowhere-to-be-found --size 1", /Gamma knows no market/],
  [`plan redeem --market ${SLUG} --held-yes 1 --held-no 0`, /not_resolved/],
  ["plan convert --event chess-crown --outcomes 0 --size 1", /refused: the set is augmented/],
  [`plan split --market ${SLUG} --size 1 --chain 80002`, /unknown_contract/],
] as const)("chain plan: error: refused: %s", async (words, message) => {
  const { complaints, out, status } = await run(words);
  expect([status, out]).toEqual([EXIT.failed, ""]);
  expect(complaints.join()).toMatch(message);
});

test.each([
  ["plan", /plan what/],
  ["plan steal", /plan what/],
  ["sell", /no "chain sell"/],
  [`plan split --market ${SLUG} --size 0.0000001`, /at most six decimals/],
  ["plan split --size 1", /--market is missing/],
  [`plan split --market ${SLUG} --size 1 --wallet purse`, /--wallet is one of/],
  [`plan split --market ${SLUG} --size 1 --send`, /sending needs --send, --confirm and --rpc/],
  [`plan split --market ${SLUG} --size 1 --rpc http://127.0.0.1:1 --confirm`, /sending needs/],
  ["status 0x12 --rpc http://127.0.0.1:1", /64 hexadecimal/],
  [`status 0x${"00".repeat(32)}`, /this asks a node/],
] as const)("chain: error: wrong use: %s", (words, message) => {
  const tried = run(words);
  expect(tried).rejects.toThrow(UsageError);
  expect(tried).rejects.toThrow(message);
});

describe("chain plan --send", () => {
  const words = (node: FakeNode, log: string) =>
    `plan split --market ${SLUG} --size 1 --send --confirm --rpc ${node.url} --log ${join(folder, log)}`;
  const env = { POLY_PRIVATE_KEY: KEY };

  test("default: sends every step once and notes it", async () => {
    const node = nodeOf({ callAnswer: 0n });
    const { complaints, out, status } = await run(words(node, "good.jsonl"), env);
    expect([status, complaints]).toEqual([EXIT.ok, []]);
    expect(out).toEndWith("done\n");
    expect(node.received).toHaveLength(2);
    const log = readFileSync(join(folder, "good.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(log.map(({ kind, hash, status: end }) => [kind, hash, end])).toEqual([
      ...node.received.map(({ hash }) => ["sent", hash, undefined]),
      ...node.received.map(({ hash }) => ["settled", hash, "confirmed"]),
    ]);
    expect(out + readFileSync(join(folder, "good.jsonl"), "utf8")).not.toContain(KEY.slice(2));
  });

  test("behavior: while one is not settled nothing more is sent, and once it is the next goes", async () => {
    const node = nodeOf({ fates: ["stall", "mine"], callAnswer: 1n << 255n });
    const first = await run(words(node, "stalled.jsonl"), env);
    expect(first.status).toBe(EXIT.failed);
    expect(first.out).toMatch(/^unknown 0x\w{64} \(nonce 5\): it waits.*nothing more is sent until it is known$/m);
    const second = await run(words(node, "stalled.jsonl"), env);
    expect(second.status).toBe(EXIT.failed);
    expect(second.complaints.join()).toMatch(/an earlier transaction is not settled: 0x\w{64} \(nonce 5/);
    expect(node.received).toHaveLength(1);
    const hash = node.received[0]?.hash;
    expect((await run(`status ${hash} --rpc ${node.url}`)).out).toBe(`${hash} waits to be taken into a block\n`);
    node.mineAll();
    expect((await run(`status ${hash} --rpc ${node.url}`)).out).toBe(`${hash} stands in block 1000\n`);
    expect((await run(words(node, "stalled.jsonl"), env)).status).toBe(EXIT.ok);
    expect(node.received).toHaveLength(2);
  });

  test("behavior: what no node knows is forgotten when told to, and the next one takes its nonce", async () => {
    const node = nodeOf({ fates: ["bad_gateway", "stall"], callAnswer: 1n << 255n });
    expect((await run(words(node, "lost.jsonl"), env)).out).toMatch(/^unknown .*the node does not know it/m);
    const hash = node.received[0]?.hash;
    const options = `--rpc ${node.url} --log ${join(folder, "lost.jsonl")}`;
    expect(run(`forget ${hash} ${options}`)).rejects.toThrow(/needs --confirm/);
    expect((await run(`forget ${hash} ${options} --confirm`)).out).toBe(`${hash} is forgotten\n`);
    await run(words(node, "lost.jsonl"), env);
    expect(node.received.map(({ nonce }) => nonce)).toEqual([5, 5]);
    const known = await run(`forget ${node.received[1]?.hash} ${options} --confirm`);
    expect(known.complaints).toEqual([`augury chain: not forgotten: the node knows ${node.received[1]?.hash}`]);
  });

  test("error: no key, nothing sent and nothing noted", async () => {
    const node = nodeOf();
    const tried = run(words(node, "none.jsonl"), { POLY_ADDRESS: OWNER });
    expect(tried).rejects.toThrow(/POLY_PRIVATE_KEY/);
    await tried.catch(() => {});
    expect([node.received, existsSync(join(folder, "none.jsonl"))]).toEqual([[], false]);
  });

  test("error: a log that cannot be read: nothing is sent", async () => {
    const node = nodeOf();
    await Bun.write(join(folder, "torn.jsonl"), '{"kind":"sent","hash":\n');
    const { complaints, status } = await run(words(node, "torn.jsonl"), env);
    expect(status).toBe(EXIT.failed);
    expect(complaints.join()).toMatch(/torn\.jsonl:1: not a line of this log/);
    expect(node.received).toEqual([]);
  });
});
