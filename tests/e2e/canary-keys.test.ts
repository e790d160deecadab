import { expect, test } from "bun:test";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Engine } from "@augury/engine";
import { generateThrowawayKeyPair, Wallet } from "@augury/signing";
import { LiveTheatre } from "./live-engine.ts";
import { SLICE_MS_MAX } from "./run-slice.ts";
import { SecretSearch } from "./secret-search.ts";

const ROOT = resolve(import.meta.dir, "../..");
const KALSHI_ID = "5d5a1b9e-7c1f-4f6e-9b0a-1f2e3d4c5b6a";
/** Nobody's: a pattern that nothing else brings forth. */
const WALLET_KEY = "c0ffee11decade22facade33beaded44c0ffee55decade66facade77beaded88";
const KEYS = `wallet: { env: CANARY_WALLET }, api: { apiKey: { env: CANARY_API_KEY }, secret: { env: CANARY_API_SECRET }, passphrase: { env: CANARY_PASSPHRASE } }`;
const KALSHI = `{ keyId: { env: CANARY_KALSHI_ID }, privateKey: { env: CANARY_KALSHI_PEM } }`;

/** An account at both venues, whose every secret is known to the search. */
async function openCanary() {
  const pair = generateThrowawayKeyPair();
  const theatre = new LiveTheatre([{ keyId: KALSHI_ID, publicKey: pair.publicKeyPem }]);
  const wallet = Wallet.fromPrivateKey(WALLET_KEY);
  const api = wallet.ok ? theatre.server.world.accounts.createKey(wallet.value.address, "0") : undefined;
  if (!api) throw new Error("the venue makes a key");
  const body = pair.privateKeyPem.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
  const der = Buffer.from(body.join(""), "base64");
  const search = new SecretSearch()
    .addBytes("wallet key", Buffer.from(WALLET_KEY, "hex"))
    .addSecretText("API secret", api.secret)
    .addBytes("API secret, decoded", Buffer.from(api.secret, "base64"))
    .addSecretText("passphrase", api.passphrase);
  // A part of the RSA key is as bad as all of it; its beginning is alike in every key.
  for (const line of body.slice(2)) search.addSecretText("RSA key", line);
  for (let at = 64; at + 48 <= der.length; at += 48) search.addBytes("RSA key", der.subarray(at, at + 48));
  const env = {
    CANARY_WALLET: WALLET_KEY,
    CANARY_API_KEY: api.apiKey,
    CANARY_API_SECRET: api.secret,
    CANARY_PASSPHRASE: api.passphrase,
    CANARY_KALSHI_ID: KALSHI_ID,
    CANARY_KALSHI_PEM: pair.privateKeyPem,
  };
  return { theatre, search, env };
}

/** Every page and route that can be read, parameters filled in or not: errors count too. */
async function readApi(engine: Engine, token: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${engine.url}${path}`, { headers, ...init });
    return `${path} ${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`;
  };
  const openApi = await (await fetch(`${engine.url}/openapi.json`)).json();
  const paths = Object.entries((openApi as { paths: Record<string, Record<string, unknown>> }).paths);
  const readable = paths.filter(([, methods]) => "get" in methods).map(([path]) => path);
  const filled = readable.map((path) => path.replaceAll(/\{[^}]+\}/g, "0"));
  const answers = await Promise.all(filled.map((path) => ask(path)));
  return [...answers, await ask("/no-such-page"), await ask("/kill", { method: "POST", body: "{" })];
}

async function runCli(theatre: LiveTheatre, env: Record<string, string>, args: readonly string[]): Promise<string> {
  const child = Bun.spawn([process.execPath, "scripts/augury.ts", ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "", HOME: theatre.folder, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, error] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  await child.exited;
  return `${out}${error}`;
}

test(
  "canary keys: behavior: nothing of any key is in what a live engine writes, says or answers",
  async () => {
    const { env, search, theatre } = await openCanary();
    await using stage = theatre;
    const live = { keys: KEYS, kalshi: KALSHI, env, level: "debug", token: "canary-token" } as const;
    const texts: string[] = [];
    const refused = await theatre.start("refused", { ...live, env: { ...env, CANARY_WALLET: `${WALLET_KEY}0` } });
    expect(refused).toContain("64 hexadecimal digits");
    texts.push(String(refused));
    const engine = await theatre.startOrThrow("a", live);
    await theatre.until(() => theatre.resting > 0, "the quoter quotes on Polymarket");
    const kalshi = theatre.kalshi.venue.store.get(KALSHI_ID);
    await theatre.until(() => kalshi.resting().length > 0, "the quoter quotes on Kalshi");
    theatre.server.world.faults.next.push("fails_after", "lost_after");
    theatre.trade("sell", 115);
    await theatre.until(() => (theatre.account?.tokensOf("11") ?? 0) > 0, "a trade settles");
    engine.topology.crash("executor");
    await theatre.until(() => theatre.log.join("\n").includes("live_account_taken_over"), "the executor is back");
    texts.push(...(await readApi(engine, "canary-token")));
    engine.view.kill("canary");
    await theatre.until(() => theatre.log.join("\n").includes("live_kill_confirmed"), "the kill is confirmed");
    texts.push(...(await readApi(engine, "canary-token")));
    await engine.stop();
    const file = join(stage.folder, "canary.yaml");
    writeFileSync(file, theatre.config(live));
    const withToken = { ...env, TEST_TOKEN: "canary-token" };
    for (const args of [
      ["config", "check", file],
      ["config", "explain", "--full", "--config", file],
      ["config", "explain", "--json", "--config", file],
      ["doctor", "--config", file],
      ["engine", "--config", file],
    ])
      texts.push(await runCli(theatre, withToken, args));
    expect(texts.at(-1)).toContain("--confirm-live");
    const { bytes, files, found } = search.inFolder(theatre.folder);
    const said = [...texts, theatre.log.join("\n")].flatMap((text, at) => search.inBytes(`text ${at}`, text));
    expect([...found, ...said]).toEqual([]);
    expect(files).toBeGreaterThan(8);
    expect(bytes).toBeGreaterThan(10_000);
    expect(theatre.log.length).toBeGreaterThan(10);
  },
  SLICE_MS_MAX,
);

test("canary keys: error: a key that was planted is found, in whatever form", () => {
  const folder = mkdtempSync(join(tmpdir(), "augury-canary-"));
  const key = Buffer.from(WALLET_KEY, "hex");
  const search = new SecretSearch().addBytes("wallet key", key).addSecretText("passphrase", "correct horse battery");
  const forms: (string | Uint8Array)[] = [
    `0x${WALLET_KEY}`,
    WALLET_KEY.toUpperCase(),
    key,
    JSON.stringify({ key: [...key] }),
    `"${key.toString("base64")}"`,
    Buffer.concat([Buffer.from("xy"), key, Buffer.from("z")]).toString("base64url"),
    Buffer.from(WALLET_KEY, "utf16le"),
    "the passphrase is correct horse battery.",
    Buffer.from("correct horse battery").toString("hex"),
  ];
  mkdirSync(join(folder, "deep/er"), { recursive: true });
  for (const [at, form] of forms.entries()) {
    const path = join(folder, "deep/er", `${at}.bin`);
    appendFileSync(path, Buffer.alloc(5_000, at));
    appendFileSync(path, form);
    appendFileSync(path, Buffer.alloc(5_000, 255 - at));
  }
  const { files, found } = search.inFolder(folder);
  expect(files).toBe(forms.length);
  for (const at of forms.keys()) expect(found.some((line) => line.startsWith(`deep/er/${at}.bin: `))).toBe(true);
  expect(search.inBytes("log", "nothing of it")).toEqual([]);
  rmSync(folder, { recursive: true });
});
