import { afterAll, beforeEach, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WalletLock } from "@augury/engine";
import {
  type Address,
  deriveWallets,
  encryptKeystore,
  generateThrowawayKeyPair,
  SIGNATURE_TYPE,
  Wallet,
} from "@augury/signing";
import { type AccessKey, FakeKalshi, KalshiExchange } from "@augury/venue-kalshi/sim";
import { exchangeOf, FakePolymarket, TEST_KEYS } from "@augury/venue-polymarket/sim";
import { formatFindings } from "./print-findings.ts";
import { examine } from "./run-doctor.ts";

const TIMEOUT_MS = 20_000;
const PAIR = generateThrowawayKeyPair();
const OWNER = addressOf(TEST_KEYS[0]);
const [SAFE, OTHER_SAFE] = TEST_KEYS.map((key) => deriveWallets("safe", addressOf(key), 137)[0]) as [Address, Address];
const [DEPOSIT] = deriveWallets("depositWallet", OWNER, 137) as [Address];
const V2 = "0xE111180000d2663C0091e4f400237545B87B996B";
const NEG_RISK = "0xe2222d279d744050d28e00520010520000310F59";
const ENV = { KEY: TEST_KEYS[0], KALSHI_ID: "key-1", KALSHI_PEM: PAIR.privateKeyPem };
const LIVE = [
  "live-keys",
  "live-wallet",
  "live-locks",
  "live-allowances",
  "live-user-stream",
  "live-kalshi",
  "reference-stream",
];

const folder = mkdtempSync(join(tmpdir(), "augury-doctor-live-"));
const started: { stop(): Promise<void> }[] = [];
let polymarket: FakePolymarket;
let kalshi: FakeKalshi;

beforeEach(async () => {
  await stopAll();
  polymarket = FakePolymarket.start({ port: 0, exchange: exchangeOf(1) });
  kalshi = startKalshi({ scopes: ["read", "write::trade"] });
  started.push(polymarket);
});
afterAll(async () => {
  await stopAll();
  rmSync(folder, { recursive: true });
});

async function stopAll(): Promise<void> {
  await Promise.all(started.splice(0).map((one) => one.stop()));
}

function startKalshi(key: Partial<AccessKey>): FakeKalshi {
  const keys = [{ keyId: "key-1", publicKey: PAIR.publicKeyPem, ...key }];
  const venue = FakeKalshi.start({ port: 0, exchange: new KalshiExchange(1), keys });
  started.push(venue);
  return venue;
}

function addressOf(key: string): Address {
  const wallet = Wallet.fromPrivateKey(key);
  if (!wallet.ok) throw wallet.error;
  return wallet.value.address;
}

interface LiveFile {
  readonly wallet?: string;
  readonly kind?: string;
  readonly kalshi?: string;
  readonly mode?: string;
}

function configOf({ kalshi: kalshiLive = "{}", kind = "kind: eoa", mode = "live", wallet = "{ env: KEY }" }: LiveFile) {
  const { url } = polymarket;
  return `
mode: ${mode}
dataDir: "${folder}"
venues:
  polymarket: { clobUrl: "${url}/clob", gammaUrl: "${url}/gamma", markets: discover }
  kalshi: { ws: "${kalshi.socketUrl}", restUrl: "${kalshi.url}", markets: discover, credentials: { keyId: { env: KALSHI_ID }, privateKey: { env: KALSHI_PEM } } }
reference: { source: rtds, url: "${polymarket.socketUrlOf("/rtds")}", prices: [{ feed: crypto, symbol: btcusdt }] }
live:
  lockDir: "${join(folder, "locks")}"
  polymarket: { wallet: ${wallet}, ${kind}, wsUrl: "${polymarket.socketUrlOf("/ws")}", dataUrl: "${url}/data" }
  kalshi: ${kalshiLive}
`;
}

/** The findings of some checks, as "level: text; fix". */
async function examineLive(file: LiveFile = {}, only: readonly string[] = LIVE, env: Record<string, string> = ENV) {
  const path = join(folder, "live.yaml");
  writeFileSync(path, configOf(file));
  const findings = await examine({ file: path, env, timeoutMs: TIMEOUT_MS, only });
  const out = formatFindings(findings) + JSON.stringify(findings);
  for (const secret of [TEST_KEYS[0].slice(2), PAIR.privateKeyPem.split("\n")[1] as string, "s3cret"])
    expect(out).not.toContain(secret);
  return findings.map(({ fix, level, text }) => `${level}: ${text}${fix === undefined ? "" : `; ${fix}`}`);
}

/** The wallet has an API key, as after the engine's first start. */
function makeApiKey(): void {
  if (!polymarket.world.accounts.createKey(OWNER, "0")) throw new Error("there was no key yet");
}

test("live checks: default: nothing to look at where keys, wallet, venues and feeds are right", async () => {
  makeApiKey();
  polymarket.world.accounts.accountOf(SAFE).collateral = 12_500_000;
  expect(await examineLive({ kind: `kind: safe, funder: "${SAFE}"` })).toEqual([
    expect.stringMatching(/^ok: RTDS: ws:.* opens in \d+ ms$/),
    `ok: live.polymarket.wallet: the variable KEY holds the key of ${OWNER}`,
    "ok: venues.kalshi.credentials: the variable KALSHI_PEM holds the private key of key-1",
    `ok: Safe: ${OWNER} signs and ${SAFE} holds the money`,
    `ok: ${SAFE} is where Polymarket makes this key's Safe`,
    `ok: polymarket-${SAFE.toLowerCase()}: no engine of this machine trades it`,
    `ok: polymarket-${OWNER.toLowerCase()}: no engine of this machine trades it`,
    "ok: kalshi-key-1: no engine of this machine trades it",
    "ok: $12.50 of collateral (pUSD)",
    "ok: the exchanges may spend the collateral",
    "ok: the exchanges may move the contracts",
    expect.stringMatching(/^ok: Polymarket user channel: ws:.*\/user takes the key in \d+ ms$/),
    expect.stringMatching(/^ok: the portfolio is the key's: \$\d+\.\d\d of cash$/),
    "ok: the key may trade",
  ]);
});

test("live checks: behavior: in another mode nothing of it is looked at, nor keys where none are named", async () => {
  const others = await examineLive({ mode: "paper" }, LIVE.slice(0, 6));
  expect(new Set(others)).toEqual(new Set(["skip: mode is paper: no real orders"]));
});

test("live-keys: behavior: a file of its owner's alone, and one that others may read, is a link, or is missing", async () => {
  const file = join(folder, "key");
  const wallet = `{ file: "${file}" }`;
  const judge = async () => (await examineLive({ wallet }, ["live-keys"]))[0];
  expect(await judge()).toMatch(/^fail: live\.polymarket\.wallet: .*\(ENOENT\); put the file there/);
  writeFileSync(file, `${TEST_KEYS[0]}\n`);
  chmodSync(file, 0o644);
  expect(await judge()).toMatch(/^fail: live\.polymarket\.wallet: .*chmod 600, was 0644; close the file/);
  chmodSync(file, 0o600);
  expect(await judge()).toBe(
    `ok: live.polymarket.wallet: the file ${file}, its owner's alone, holds the key of ${OWNER}`,
  );
  symlinkSync(file, join(folder, "link"));
  const linked = await examineLive({ wallet: `{ file: "${join(folder, "link")}" }` }, ["live-keys"]);
  expect(linked[0]).toContain("it must be no symbolic link");
  rmSync(file);
});

test("live-keys: behavior: a keystore opens with its password, not with another, and says so where there is none", async () => {
  const path = join(folder, "wallet.json");
  writeFileSync(path, await encryptKeystore(Buffer.from(TEST_KEYS[0].slice(2), "hex"), "s3cret", 1024), {
    mode: 0o600,
  });
  const wallet = `{ keystore: "${path}", password: { env: PASSWORD } }`;
  const judge = async (env: Record<string, string>) =>
    (await examineLive({ wallet }, ["live-keys", "live-wallet"], { ...ENV, ...env })).filter(
      (line) => !line.includes("kalshi"),
    );
  expect(await judge({ PASSWORD: "s3cret" })).toEqual([
    `ok: live.polymarket.wallet: the keystore ${path}, which its password opens, holds the key of ${OWNER}`,
    `ok: plain key: ${OWNER} signs and holds the money itself`,
  ]);
  expect((await judge({ PASSWORD: "s3cret2" }))[0]).toMatch(
    /^fail: .*the password must be the keystore's own; correct/,
  );
  expect(await judge({})).toEqual([
    "fail: live.polymarket.wallet.password (the keystore is there): the environment variable PASSWORD must be set, and hold the secret; set it where the engine is started",
    "skip: the key could not be opened: see live-keys",
  ]);
});

test("live-keys: error: texts that are no keys", async () => {
  const lines = await examineLive({}, ["live-keys"], { ...ENV, KEY: "0x12", KALSHI_PEM: "none" });
  expect(lines).toEqual([
    expect.stringMatching(/^fail: live\.polymarket\.wallet: a wallet's private key is 64 hexadecimal digits/),
    expect.stringMatching(/^fail: venues\.kalshi\.credentials\.privateKey: no PEM private key/),
  ]);
  const parts = "kind: eoa, api: { apiKey: { env: A }, secret: { env: B }, passphrase: { env: C } }";
  const api = await examineLive({ kind: parts }, ["live-keys"], { ...ENV, A: "a", C: "c" });
  expect(api[1]).toStartWith("fail: live.polymarket.api.secret: the environment variable B must be set");
});

test.each([
  [
    `kind: proxy, funder: "${SAFE}"`,
    `fail: ${SAFE} is the Safe of ${OWNER}, not its proxy; set live.polymarket.kind: safe`,
  ],
  [
    `kind: safe, funder: "${DEPOSIT}"`,
    `fail: ${DEPOSIT} is the deposit wallet of ${OWNER}, not its Safe; set live.polymarket.kind: deposit`,
  ],
  [
    `kind: safe, funder: "${OWNER}"`,
    `fail: ${OWNER} is the key's own address, and its Safe is another; set live.polymarket.funder`,
  ],
  [
    `kind: safe, funder: "${OTHER_SAFE}"`,
    `fail: ${OTHER_SAFE} is not the Safe that Polymarket makes for ${OWNER}, which is at ${SAFE}`,
  ],
  [
    `kind: deposit, funder: "${OTHER_SAFE}"`,
    `warn: ${OTHER_SAFE} is not the deposit wallet that Polymarket makes for ${OWNER}`,
  ],
])("live-wallet: error: %s", async (kind, line) => {
  expect((await examineLive({ kind }, ["live-wallet"]))[1]).toStartWith(line);
});

test("live-locks: behavior: an engine that trades the wallet, the key, or the Kalshi account is named", async () => {
  const directory = join(folder, "locks");
  const account = `polymarket-${OWNER.toLowerCase()}`;
  const lock = WalletLock.take({ account, dataDir: "elsewhere", directory });
  if (!lock.ok) throw new Error(lock.error);
  const lines = await examineLive({ kind: `kind: safe, funder: "${SAFE}"` }, ["live-locks"]);
  lock.value.release();
  expect(lines.map((line) => line.slice(0, 5))).toEqual(["ok: p", "warn:", "ok: k"]);
  expect(lines[1]).toContain(`${account} is traded already: process ${process.pid} on `);
  expect(lines[1]).toContain("data in elsewhere; a second engine is refused");
});

test("live-allowances: behavior: it is the funder's money and its permissions that count, against what may be at stake", async () => {
  makeApiKey();
  const { accounts } = polymarket.world;
  const owner = accounts.accountOf(OWNER);
  const deposit = accounts.walletOf(owner, SIGNATURE_TYPE.depositWallet);
  deposit.collateral = 30_000_000;
  deposit.allowances.set(V2, "7000000");
  deposit.allowances.set(NEG_RISK, "0");
  deposit.approvals.set(V2, "0");
  const kind = `kind: deposit, funder: "${DEPOSIT}"`;
  expect(await examineLive({ kind }, ["live-allowances"])).toEqual([
    "ok: $30.00 of collateral (pUSD)",
    expect.stringMatching(new RegExp(`^warn: ${NEG_RISK} may not spend the collateral; approve it once`)),
    expect.stringMatching(new RegExp(`^warn: ${V2} may spend \\$7\\.00 of the \\$30\\.00 at stake; approve it once`)),
    expect.stringMatching(new RegExp(`^warn: ${V2} may not move the contracts: sells are refused; approve`)),
  ]);
  owner.collateral = 0;
  expect((await examineLive({}, ["live-allowances"]))[0]).toBe(
    "warn: no collateral (pUSD); deposit, or look at live.polymarket.funder",
  );
});

test("live-user-stream: behavior: without an API key nothing is made, and a key that is refused is told", async () => {
  const checks = ["live-user-stream", "live-allowances"];
  expect((await examineLive({}, checks)).filter((line) => line.startsWith("skip"))).toHaveLength(2);
  expect(polymarket.world.accounts.findKeyOf(OWNER, "0")).toBeUndefined();
  makeApiKey();
  const kind = "kind: eoa, api: { apiKey: { env: A }, secret: { env: B }, passphrase: { env: C } }";
  const env = { ...ENV, A: "11111111-2222-4333-8444-555555555555", B: "c2VjcmV0LXNlY3JldA==", C: "passphrase-9" };
  const [money, , stream] = await examineLive({ kind }, checks, env);
  expect(money).toMatch(/^fail: .*Unauthorized.*\(auth\)/);
  expect(stream).toMatch(/^fail: Polymarket user channel: .*refused the key \(code 1008\) \(auth\); check API key/);
});

test("live-kalshi: behavior: a key that may only read, is bound elsewhere, or is not taken", async () => {
  kalshi = startKalshi({ scopes: ["read"] });
  expect((await examineLive({}, ["live-kalshi"]))[1]).toBe(
    "fail: the key's scopes are read: every order is refused; make a key that may write",
  );
  kalshi = startKalshi({ subaccount: 3 });
  const bound = await examineLive({ kalshi: "{ subaccount: 2 }" }, ["live-kalshi"]);
  expect(bound[1]).toStartWith("fail: the key is bound to subaccount 3, and live.kalshi.subaccount is 2");
  kalshi = startKalshi({ publicKey: generateThrowawayKeyPair().publicKeyPem });
  expect((await examineLive({}, ["live-kalshi"]))[0]).toMatch(/^fail: the portfolio: .*\(auth\)/);
});

test("live checks: error: venues that are not there are told line by line", async () => {
  makeApiKey();
  await Promise.all([polymarket.stop(), kalshi.stop()]);
  const lines = await examineLive();
  const failed = (text: string) => lines.filter((line) => /^(fail|warn)/.test(line) && line.includes(text)).length;
  expect([failed("RTDS"), failed("API key derivation"), failed("contracts is not known"), failed("portfolio")]).toEqual(
    [1, 2, 1, 1],
  );
});
