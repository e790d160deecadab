import { afterEach, expect, test } from "bun:test";
import { Wallet } from "@augury/signing";
import type { ChainOperation } from "./chain-operation.ts";
import { marketOf, OWNER_KEY, planned } from "./chain-rig.ts";
import { FakeNode, type FakeNodeOptions } from "./fake-node.ts";
import { areAllowancesGiven, findTransaction } from "./node-questions.ts";
import { sendPlan } from "./send-plan.ts";

const SPLIT: ChainOperation = { kind: "split", market: marketOf("ctf"), size: 1_000_000 };
const MERGE: ChainOperation = { kind: "merge", market: marketOf("v3"), size: 1_000_000 };
const nodes: FakeNode[] = [];
afterEach(() => Promise.all(nodes.splice(0).map((node) => node.stop())));

function nodeOf(options: FakeNodeOptions = {}): FakeNode {
  const node = new FakeNode(options);
  nodes.push(node);
  return node;
}

test.each([
  ["exactly what a split takes", SPLIT, 1_000_000n, true],
  ["a millionth less", SPLIT, 999_999n, false],
  ["the moving of contracts", MERGE, 1n, true],
  ["nothing", MERGE, 0n, false],
] as const)("areAllowancesGiven: default: %s", async (_, operation, callAnswer, expected) => {
  const given = await areAllowancesGiven(planned(operation), { rpcUrl: nodeOf({ callAnswer }).url });
  expect(given).toEqual({ ok: true, value: expected });
});

test("areAllowancesGiven: error: another chain", async () => {
  const given = await areAllowancesGiven(planned(SPLIT), { rpcUrl: nodeOf({ chainId: 1 }).url });
  expect(given.ok ? "" : given.error.message).toBe("the node is on chain 1, and asked for is 137");
});

test("findTransaction: default: what was unknown is known once the node has it in a block", async () => {
  const node = nodeOf({ fates: ["stall"] });
  const wallet = Wallet.fromPrivateKey(OWNER_KEY);
  if (!wallet.ok) throw wallet.error;
  const sent = await sendPlan(planned(SPLIT), {
    rpcUrl: node.url,
    wallet: wallet.value,
    noteSigned: () => {},
    waitMsMax: 0,
    pollMs: 1,
  });
  const [unknown] = sent.ok ? sent.value.outcomes : [];
  expect(unknown?.status).toBe("unknown");
  const hash = unknown?.hash ?? "0x";
  expect(await findTransaction({ chainId: 137, hash }, { rpcUrl: node.url })).toEqual({
    ok: true,
    value: { at: "pending" },
  });
  node.mineAll();
  expect(await findTransaction({ chainId: 137, hash }, { rpcUrl: node.url })).toMatchObject({
    ok: true,
    value: { at: "block" },
  });
  expect(await findTransaction({ chainId: 137, hash: `0x${"00".repeat(32)}` }, { rpcUrl: node.url })).toEqual({
    ok: true,
    value: { at: "nowhere" },
  });
  expect(node.received).toHaveLength(1);
  const elsewhere = await findTransaction({ chainId: 80002, hash }, { rpcUrl: node.url });
  expect(elsewhere.ok ? "" : elsewhere.error.code).toBe("mismatch");
});
