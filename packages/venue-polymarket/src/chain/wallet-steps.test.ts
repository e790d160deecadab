import { afterEach, describe, expect, test } from "bun:test";
import { decodeFunctionData, type Hex, hashTypedData, recoverAddress, slice, zeroAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { MULTI_SEND_ABI, PROXY_FACTORY_ABI, SAFE_ABI } from "./abis.ts";
import { allowanceCall } from "./allowance.ts";
import type { ChainOperation } from "./chain-operation.ts";
import { DEPOSIT_WALLET, marketOf, OWNER, OWNER_KEY, PROXY, planned, readCall, refusal, SAFE } from "./chain-rig.ts";
import { CHAIN_CONTRACTS } from "./contracts.ts";
import { OfficialChain, RELAYER_NONCE } from "./official-chain.ts";
import type { OperationPlan } from "./plan-operation.ts";

const SPLIT: ChainOperation = { kind: "split", market: marketOf("negRisk"), size: 5_000_001 };
const MULTI_SEND = "0xA238CBeb142c10Ef7Ad8442C6D1f9E89e07e7761";

function functionsOf(calls: readonly { readonly data: Hex }[]): string[] {
  return calls.map(({ data }) => readCall(data).functionName);
}

test("walletSteps: default: a plain key sends each call itself", () => {
  const { calls, steps } = planned(SPLIT);
  expect(steps).toEqual(calls);
  expect(functionsOf(steps)).toEqual(["approve", "splitPosition"]);
});

test("walletSteps: default: a proxy's key sends one transaction to the factory, which runs all calls", () => {
  const { calls, steps, wallet } = planned(SPLIT, { wallet: { kind: "proxy", owner: OWNER } });
  expect(wallet).toEqual({ kind: "proxy", owner: OWNER, address: PROXY });
  expect(steps.map(({ to }) => to)).toEqual(["0xaB45c5A4B0c941a2F231C04C3f49182e1A254052"]);
  const { args } = decodeFunctionData({ abi: PROXY_FACTORY_ABI, data: steps[0]?.data as Hex });
  expect(args[0]).toEqual(calls.map(({ data, to }) => ({ typeCode: 1, to, value: 0n, data })));
});

function readSafe({ steps }: OperationPlan) {
  const { args } = decodeFunctionData({ abi: SAFE_ABI, data: steps[0]?.data as Hex });
  return args as readonly [Hex, bigint, Hex, number, bigint, bigint, bigint, Hex, Hex, Hex];
}

test("walletSteps: default: a Safe runs a single call plainly, its sender counting as the owner that signed", () => {
  const plan = planned(SPLIT, { wallet: { kind: "safe", owner: OWNER }, isAllowed: true });
  expect(plan.steps.map(({ to }) => to)).toEqual([SAFE]);
  const [to, value, data, operation, ...gas] = readSafe(plan);
  expect([to, value, data, operation]).toEqual([
    CHAIN_CONTRACTS[137].negRiskCollateralAdapter as Hex,
    0n,
    plan.calls[0]?.data as Hex,
    0,
  ]);
  expect(gas.slice(0, 5)).toEqual([0n, 0n, 0n, zeroAddress, zeroAddress]);
  expect(gas[5]).toBe(`0x${OWNER.slice(2).toLowerCase().padStart(64, "0")}${"0".repeat(64)}01`);
});

test("walletSteps: default: a Safe runs several calls through one delegate call", () => {
  const plan = planned(SPLIT, { wallet: { kind: "safe", owner: OWNER } });
  const [to, , data, operation] = readSafe(plan);
  expect([to, operation]).toEqual([MULTI_SEND, 1]);
  const [packed] = decodeFunctionData({ abi: MULTI_SEND_ABI, data }).args;
  let at = 0;
  for (const call of plan.calls) {
    expect(slice(packed, at, at + 1)).toBe("0x00");
    expect(slice(packed, at + 1, at + 21)).toBe(call.to.toLowerCase() as Hex);
    expect(BigInt(slice(packed, at + 21, at + 53))).toBe(0n);
    const size = Number(slice(packed, at + 53, at + 85));
    expect(slice(packed, at + 85, at + 85 + size)).toBe(call.data);
    at += 85 + size;
  }
  expect((packed.length - 2) / 2).toBe(at);
});

test("walletSteps: default: a deposit wallet has no transaction of its own, and says why it is not sent", () => {
  const wallet = { kind: "depositWallet", owner: OWNER, funder: DEPOSIT_WALLET } as const;
  const bare = planned(SPLIT, { wallet });
  expect(bare.steps).toEqual([]);
  expect(bare.toSign).toBeUndefined();
  expect(bare.unsendable).toMatch(/relayer/);
  expect(functionsOf(bare.calls)).toEqual(["approve", "splitPosition"]);
  const { toSign } = planned(SPLIT, { wallet, nonce: 3n, deadline: 1_795_266_353n });
  expect(toSign?.message).toMatchObject({ wallet: DEPOSIT_WALLET, nonce: 3n, deadline: 1_795_266_353n });
});

test.each([
  ["a proxy that is another key's", { kind: "proxy", owner: OWNER, funder: SAFE }, /the proxy of .* is .*, not/],
  ["a plain key with a funder", { kind: "eoa", owner: OWNER, funder: SAFE }, /holds its money itself/],
  ["a deposit wallet of two places", { kind: "depositWallet", owner: OWNER }, /it is 0x\w{40} or 0x\w{40}/],
  ["an owner that is no address", { kind: "eoa", owner: "0x1" }, /the owner is/],
  ["a funder that is no address", { kind: "safe", owner: OWNER, funder: "0x1" }, /the funder is/],
] as const)("resolveWallet: error: %s", (_, wallet, message) => {
  const error = refusal(SPLIT, { wallet });
  expect(error.code).toBe("bad_request");
  expect(error.message).toMatch(message);
});

test("resolveWallet: error: a proxy on Amoy, whose factory is not known", () => {
  expect(refusal(SPLIT, { chainId: 80002, wallet: { kind: "proxy", owner: OWNER } }).code).toBe("unknown_contract");
});

describe("walletSteps: behavior: as the official client does it", () => {
  let official: OfficialChain | undefined;
  afterEach(() => official?.stop());

  const amount = 5_000_001n;
  const operationOf = (kind: "split" | "merge" | "redeem", of: "ctf" | "negRisk"): ChainOperation =>
    kind === "redeem"
      ? { kind, market: marketOf(of, [10_000, 0]), held: { yes: Number(amount), no: 0 } }
      : { kind, market: marketOf(of), size: Number(amount) };

  test.each(
    (["split", "merge", "redeem"] as const).flatMap((kind) =>
      (["ctf", "negRisk"] as const).map((of) => [kind, of] as const),
    ),
  )("%s of a %s market, and what it must be allowed", async (kind, of) => {
    official = new OfficialChain("eoa", OWNER, OWNER);
    const operation = operationOf(kind, of);
    const { allowances, calls } = planned(operation);
    const market = marketOf(of);
    official.list(market);
    const { request } = await official.operation(kind, market.conditionId, amount);
    expect(calls.at(-1)).toMatchObject({ to: request?.to, data: request?.data });
    expect(request?.chainId).toBe(137);
    const [allowance] = allowances;
    if (!allowance) throw new Error("something must be allowed");
    const asked = await (allowance.kind === "collateral"
      ? official.approve(allowance.token, allowance.spender, allowance.amount)
      : official.approveForAll(allowance.token, allowance.spender));
    expect(allowanceCall(allowance)).toMatchObject({ to: asked.request?.to, data: asked.request?.data });
  });

  test("a proxy: the same call of the factory", async () => {
    official = new OfficialChain("proxy", OWNER, PROXY);
    const { calls, steps } = planned(SPLIT, { wallet: { kind: "proxy", owner: OWNER } });
    await official.gasless(calls);
    expect(steps[0]).toMatchObject({ to: official.submitted[0]?.to, data: official.submitted[0]?.data });
  });

  test.each([true, false])("a Safe: the same inner call and the same digest, isAllowed %p", async (isAllowed) => {
    official = new OfficialChain("safe", OWNER, SAFE);
    const plan = planned(SPLIT, { wallet: { kind: "safe", owner: OWNER }, nonce: RELAYER_NONCE, isAllowed });
    const asked = await official.gasless(plan.calls);
    expect(asked.payload).toBe(plan.toSign?.digest);
    const [to, , data, operation] = readSafe(plan);
    const signatureParams = { operation: String(operation) };
    expect(official.submitted[0]).toMatchObject({ to, data, proxyWallet: SAFE, signatureParams });
  });

  test("a deposit wallet: the same batch, signed by the owner", async () => {
    official = new OfficialChain("depositWallet", OWNER, DEPOSIT_WALLET);
    const wallet = { kind: "depositWallet", owner: OWNER, funder: DEPOSIT_WALLET } as const;
    const { payload } = await official.gasless(planned(SPLIT, { wallet }).calls);
    const batch = payload as Parameters<typeof hashTypedData>[0];
    const deadline = (batch.message as { readonly deadline: bigint }).deadline;
    const { toSign } = planned(SPLIT, { wallet, nonce: RELAYER_NONCE, deadline });
    expect(toSign?.digest).toBe(hashTypedData(batch));
    const signature = await privateKeyToAccount(OWNER_KEY).signTypedData(batch as never);
    expect(await recoverAddress({ hash: toSign?.digest as Hex, signature })).toBe(OWNER);
  });
});
