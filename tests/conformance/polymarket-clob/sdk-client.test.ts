import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  createPublicClient,
  createSecureClient,
  forkEnvironmentConfig,
  type PublicClient,
  type SecureClient,
} from "@polymarket/client";
import { signerFrom } from "@polymarket/client/viem";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { compareFields } from "../compare-fields.ts";
import { Scene } from "./scene.ts";
import { ELSEWHERE, SDK_CASES } from "./sdk-cases.ts";
import { toSdkNames } from "./sdk-names.ts";

const PRIVATE_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
/** Nothing answers here: what the suite asks needs no node and no relayer. */
const NOWHERE = "http://127.0.0.1:1";

/** The SDK signs with this machine's time, so the venue's clock is the real one here. */
async function openSdk(scene: Scene): Promise<SecureClient & PublicClient> {
  const { baseUrl, venue } = scene.ourTwin;
  const known = venue.world.accounts.findKey(scene.apiKey);
  if (!known) throw new Error("the key is known");
  const environment = forkEnvironmentConfig({
    name: "sim",
    rpc: NOWHERE,
    clob: { rest: baseUrl },
    relayer: { rest: NOWHERE },
  });
  const account = privateKeyToAccount(PRIVATE_KEY);
  const signer = signerFrom(createWalletClient({ account, chain: polygon, transport: http(NOWHERE) }));
  const credentials = { key: known.apiKey, secret: known.secret, passphrase: known.passphrase } as never;
  const client = await createSecureClient({ environment, signer, wallet: account.address, credentials });
  return client as SecureClient & PublicClient;
}

describe("conformance: the unified SDK and our client read the same", () => {
  let names: string[];
  let scene: Scene;
  beforeAll(async () => {
    scene = Scene.open(Date.now);
    const open = Object.getOwnPropertyNames(createPublicClient());
    names = [...new Set([...open, ...Object.getOwnPropertyNames(await openSdk(scene))])];
  });
  afterAll(() => scene.close());

  test("every function of the SDK's clients has a case, or asks something else, and none of them is gone", () => {
    const known = new Set([...Object.keys(SDK_CASES), ...Object.values(ELSEWHERE).flat()]);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect([...known].filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(Object.keys(SDK_CASES))("%s", async (name) => {
    const own = Scene.open(Date.now);
    const sdk = await openSdk(own);
    try {
      const one = SDK_CASES[name];
      one?.prepare?.(own);
      const official = await one?.sdk(sdk, own);
      const ours = await one?.ours(own);
      expect(compareFields(toSdkNames(official), toSdkNames(ours))).toEqual([]);
      expect(JSON.stringify(ours)).not.toMatch(/^(""|\[\]|\{\})$/);
    } finally {
      await own.close();
    }
  });
});
