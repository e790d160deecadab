import { afterEach, expect, test } from "bun:test";
import { Wallet } from "@augury/signing";
import type { ChainOperation } from "./chain-operation.ts";
import { DEPOSIT_WALLET, marketOf, OWNER, OWNER_KEY, planned } from "./chain-rig.ts";
import { FakeNode, type FakeNodeOptions } from "./fake-node.ts";
import type { OperationPlan } from "./plan-operation.ts";
import { type SendNote, type SendOptions, sendPlan } from "./send-plan.ts";

const SPLIT: ChainOperation = { kind: "split", market: marketOf("ctf"), size: 1_000_000 };
const SAFE_OWNER = { kind: "safe", owner: OWNER } as const;
/** Long enough that it never ends a wait that is not in vain. */
const PATIENT_MS = 60_000;

const nodes: FakeNode[] = [];
afterEach(() => Promise.all(nodes.splice(0).map((node) => node.stop())));

function walletOf(key: string): Wallet {
  const wallet = Wallet.fromPrivateKey(key);
  if (!wallet.ok) throw wallet.error;
  return wallet.value;
}

async function send(plan: OperationPlan, nodeOptions: FakeNodeOptions = {}, options: Partial<SendOptions> = {}) {
  const node = new FakeNode(nodeOptions);
  nodes.push(node);
  const notes: SendNote[] = [];
  const sent = await sendPlan(plan, {
    rpcUrl: node.url,
    wallet: walletOf(OWNER_KEY),
    noteSigned: (note) => {
      // What is noted has not left yet.
      expect(node.received.map(({ hash }) => hash)).not.toContain(note.hash);
      notes.push(note);
    },
    waitMsMax: PATIENT_MS,
    pollMs: 1,
    confirmations: 3,
    ...options,
  });
  return { node, notes, sent, outcomes: sent.ok ? sent.value.outcomes : [], isDone: sent.ok && sent.value.isDone };
}

const statusesOf = (outcomes: readonly { readonly status: string }[]) => outcomes.map(({ status }) => status);

test("sendPlan: default: every step in order, each noted before it leaves, signed by the owner with the next nonce", async () => {
  const plan = planned(SPLIT);
  const { isDone, node, notes, outcomes } = await send(plan);
  expect(isDone).toBe(true);
  expect(statusesOf(outcomes)).toEqual(["confirmed", "confirmed"]);
  expect(node.received).toEqual(
    plan.steps.map(({ data, to }, at) => ({
      hash: notes[at]?.hash ?? "0x",
      from: OWNER,
      to: to.toLowerCase() as `0x${string}`,
      data,
      nonce: 5 + at,
      chainId: 137,
    })),
  );
  expect(outcomes.map(({ block, gasUsed }) => [block, gasUsed])).toEqual([
    [1000n, 150_000n],
    [1000n, 150_000n],
  ]);
  // 200,000 of gas and a quarter, at 1.2 times the block's fee and the tip.
  expect(notes[0]?.costMax).toBe(250_000n * 150_000_000_000n);
});

test("sendPlan: behavior: a Safe's and a proxy's calls leave in one transaction", async () => {
  for (const wallet of [SAFE_OWNER, { kind: "proxy", owner: OWNER } as const]) {
    const plan = planned(SPLIT, { wallet });
    const { isDone, node } = await send(plan);
    expect(isDone).toBe(true);
    expect(node.received.map(({ data, to }) => [to, data])).toEqual(
      plan.steps.map(({ data, to }) => [to.toLowerCase() as `0x${string}`, data]),
    );
  }
});

test.each(["lose_reply", "already_known"] as const)(
  "sendPlan: behavior: %s: it is found by its hash, and sent once",
  async (fate) => {
    const plan = planned(SPLIT, { isAllowed: true });
    const { isDone, node } = await send(plan, { fates: [fate], lookupsLate: 5 }, { times: { sendMsMax: 1_000 } });
    expect(isDone).toBe(true);
    expect(node.received).toHaveLength(1);
  },
);

test.each(["lose_request", "bad_gateway", "stall"] as const)(
  "sendPlan: behavior: %s: it stays unknown, is not sent again, and nothing follows it",
  async (fate) => {
    const { isDone, node, notes, outcomes } = await send(
      planned(SPLIT),
      { fates: [fate] },
      { waitMsMax: 50, times: { sendMsMax: 300 } },
    );
    expect(isDone).toBe(false);
    expect(statusesOf(outcomes)).toEqual(["unknown"]);
    expect(outcomes[0]).toMatchObject({ hash: notes[0]?.hash, nonce: 5 });
    expect(outcomes[0]?.reason).toBe(
      fate === "stall" ? "it waits to be taken into a block" : "the node does not know it",
    );
    expect(node.received).toHaveLength(1);
  },
);

test("sendPlan: behavior: a refused transaction that nobody has is rejected, and nothing follows", async () => {
  const { node, outcomes } = await send(planned(SPLIT), { fates: ["refuse"] });
  expect(statusesOf(outcomes)).toEqual(["rejected"]);
  expect(outcomes[0]?.reason).toMatch(/insufficient funds/);
  expect(node.received).toHaveLength(1);
});

test("sendPlan: behavior: a reverted step ends the plan", async () => {
  const { isDone, node, outcomes } = await send(planned(SPLIT), { fates: ["mine", "revert"] });
  expect(isDone).toBe(false);
  expect(statusesOf(outcomes)).toEqual(["confirmed", "reverted"]);
  expect(node.received).toHaveLength(2);
});

test("sendPlan: behavior: a second step that would fail is told, after what the first did", async () => {
  const estimateError = { message: "execution reverted: paused", fromCall: 2 };
  const { node, outcomes } = await send(planned(SPLIT), { estimateError });
  expect(statusesOf(outcomes)).toEqual(["confirmed", "not_sent"]);
  expect(outcomes[1]?.reason).toMatch(/execution reverted: paused/);
  expect(node.received).toHaveLength(1);
});

test("sendPlan: error: a note that cannot be made: nothing leaves", async () => {
  const failing = send(planned(SPLIT), {}, { noteSigned: () => Promise.reject(new Error("disk full")) });
  expect(failing).rejects.toThrow("disk full");
  await failing.catch(() => {});
  expect(nodes[0]?.received).toEqual([]);
});

test.each([
  ["another chain", {}, { chainId: 80002 }, {}, "mismatch", /the node is on chain 80002, and the plan is for 137/],
  ["another key", {}, {}, { wallet: walletOf(`0x${"4c".repeat(32)}`) }, "mismatch", /the key belongs to/],
  ["a Safe of others", { wallet: SAFE_OWNER }, { callAnswer: 0n }, {}, "mismatch", /no owner of the Safe/],
  [
    "a call that would fail",
    {},
    { estimateError: { message: "execution reverted", fromCall: 1 } },
    {},
    "would_revert",
    /execution reverted/,
  ],
  ["gas above the bound", {}, { baseFeePerGas: 3_000_000_000_000n }, {}, "refused", /a unit of gas may cost/],
  [
    "a deposit wallet",
    { wallet: { kind: "depositWallet", owner: OWNER, funder: DEPOSIT_WALLET } },
    {},
    {},
    "refused",
    /relayer/,
  ],
  ["an address that is read on the way", {}, {}, { rpcUrl: "http://example.com/" }, "bad_request", /https/],
  ["no address", {}, {}, { rpcUrl: "polygon" }, "bad_request", /https/],
] as const)("sendPlan: error: %s: nothing leaves", async (_, request, nodeOptions, options, code, message) => {
  const { node, notes, sent } = await send(planned(SPLIT, request), nodeOptions, options);
  expect(sent.ok ? "sent" : sent.error.code).toBe(code);
  expect(sent.ok ? "" : sent.error.message).toMatch(message);
  expect([node.received, notes]).toEqual([[], []]);
});

test("sendPlan: error: a node that is not there, whose address is not told", async () => {
  const node = new FakeNode();
  const { url } = node;
  await node.stop();
  const { sent } = await send(planned(SPLIT), {}, { rpcUrl: url });
  expect(sent.ok ? "sent" : sent.error.code).toBe("rpc");
  expect(sent.ok ? "" : sent.error.message).not.toContain("key-in-the-path");
});
