import { expect, test } from "bun:test";
import { loadConfig } from "@augury/engine";
import { openWsSocket } from "@augury/net";
import { type Address, deriveWallets, generateThrowawayKeyPair, Wallet } from "@augury/signing";
import { Redactor } from "@augury/telemetry";
import { geoblock } from "./checks/geoblock.ts";
import { kalshiAccount } from "./checks/kalshi-account.ts";
import { polymarketAccount } from "./checks/polymarket-account.ts";
import type { DoctorCheck } from "./doctor-check.ts";
import { thisMachine } from "./machine.ts";

const PRIVATE_KEY = `0x${"4c".repeat(32)}`;
const OWN = addressOf(PRIVATE_KEY);
const OTHER = addressOf(`0x${"4d".repeat(32)}`);
const API_KEY = {
  apiKey: "11111111-2222-4333-8444-555555555555",
  secret: "c2VjcmV0LXNlY3JldA==",
  passphrase: "passphrase-9",
};
const API_ENV = { POLY_API_KEY: API_KEY.apiKey, POLY_API_SECRET: API_KEY.secret, POLY_PASSPHRASE: API_KEY.passphrase };
const V2 = "0xE111180000d2663C0091e4f400237545B87B996B";
const NEG_RISK = "0xe2222d279d744050d28e00520010520000310F59";
const PAIR = generateThrowawayKeyPair();
const KALSHI_ENV = { KALSHI_API_KEY: "key-1", KALSHI_PRIVATE_KEY: PAIR.privateKeyPem };

function addressOf(key: string): Address {
  const wallet = Wallet.fromPrivateKey(key);
  if (!wallet.ok) throw wallet.error;
  return wallet.value.address;
}

type Answers = Readonly<Record<string, unknown>>;

/** A venue that answers by path; what it does not know is a 404, an Error is a 401. */
const GOOD_CLOB: Answers = {
  "/auth/derive-api-key": API_KEY,
  "/auth/api-keys": { apiKeys: [API_KEY.apiKey] },
  "/auth/ban-status/closed-only": { closed_only: false },
  "/balance-allowance": { balance: "12500000", allowances: { [V2]: "1", [NEG_RISK.toLowerCase()]: "99" } },
};
const LIMITS = {
  usage_tier: "basic",
  read: { refill_rate: 200, bucket_capacity: 600 },
  write: { refill_rate: 100, bucket_capacity: 100 },
};
const GOOD_KALSHI: Answers = {
  "/trade-api/v2/account/limits": LIMITS,
  "/trade-api/v2/api_keys": { api_keys: [{ api_key_id: "key-1", name: "a", scopes: ["read", "write::trade"] }] },
  "/trade-api/v2/portfolio/balance": { balance: 1234, balance_dollars: "12.3400", portfolio_value: 0, updated_ts: 1 },
};

async function run(check: DoctorCheck, env: Record<string, string>, answers: Answers) {
  const config = loadConfig("config/engine.yaml", { AUGURY_VENUES_KALSHI_ENABLED: "true" });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  const venues = { ...config.value.config.venues };
  if (venues.kalshi) venues.kalshi = { ...venues.kalshi, credentials: undefined };
  const findings = await check.run({
    file: "config/engine.yaml",
    loaded: { ...config.value, config: { ...config.value.config, venues } },
    configProblems: [],
    env,
    timeoutMs: 5_000,
    redactor: new Redactor(),
    openSocket: openWsSocket,
    machine: thisMachine,
    fetch: async (url) => {
      const answer = answers[new URL(url).pathname];
      if (answer instanceof Error) return Response.json({ error: answer.message }, { status: 401 });
      return answer === undefined ? Response.json({ error: "not found" }, { status: 404 }) : Response.json(answer);
    },
  });
  return findings.map(({ level, text, fix }) => `${level}: ${text}${fix === undefined ? "" : `; ${fix}`}`);
}

test("polymarket-account: default: a key of its own, its API key, what it may spend", async () => {
  expect(await run(polymarketAccount, { POLY_PRIVATE_KEY: PRIVATE_KEY, ...API_ENV }, GOOD_CLOB)).toEqual([
    `ok: wallet: plain key; ${OWN} signs and holds the money itself`,
    "ok: the wallet's API key can be derived",
    "ok: the API key is taken, one of 1 of this wallet",
    "ok: $12.50 of collateral (pUSD)",
    "ok: the exchanges may spend the collateral",
  ]);
});

test("polymarket-account: behavior: an API key alone, and a wallet that has none yet", async () => {
  const alone = await run(polymarketAccount, { ...API_ENV, POLY_ADDRESS: OWN }, GOOD_CLOB);
  expect(alone[1]).toBe("ok: the API key is taken, one of 1 of this wallet");
  const { "/auth/derive-api-key": _, ...without } = GOOD_CLOB;
  expect(await run(polymarketAccount, { POLY_PRIVATE_KEY: PRIVATE_KEY }, without)).toEqual([
    `ok: wallet: plain key; ${OWN} signs and holds the money itself`,
    "warn: the wallet has no API key yet; make one: augury polymarket clob create-api-key",
  ]);
  expect((await run(polymarketAccount, {}, GOOD_CLOB))[0]).toStartWith("skip: no POLY_PRIVATE_KEY");
});

test("polymarket-account: behavior: a proxy, Safe or deposit wallet is named with who signs for it", async () => {
  const lines = await run(
    polymarketAccount,
    { POLY_PRIVATE_KEY: PRIVATE_KEY, POLY_FUNDER: OTHER, POLY_SIGNATURE_TYPE: "3" },
    GOOD_CLOB,
  );
  expect(lines[0]).toBe(`ok: wallet: deposit wallet; ${OWN} signs and ${OTHER} holds the money`);
  expect(lines[1]).toMatch(
    /^warn: .* is not the deposit wallet that Polymarket makes for .*, which is at 0x\w{40} or 0x\w{40}; look whether/,
  );
});

test("polymarket-account: behavior: a funder is compared with the wallets that Polymarket makes for the key", async () => {
  const [safe = ""] = deriveWallets("safe", OWN, 137);
  const env = { POLY_PRIVATE_KEY: PRIVATE_KEY, POLY_FUNDER: safe.toLowerCase() };
  expect((await run(polymarketAccount, { ...env, POLY_SIGNATURE_TYPE: "2" }, GOOD_CLOB))[1]).toBe(
    `ok: ${safe} is where Polymarket makes this key's Safe`,
  );
  expect((await run(polymarketAccount, { ...env, POLY_SIGNATURE_TYPE: "1" }, GOOD_CLOB))[1]).toBe(
    `fail: ${safe} is the Safe of ${OWN}, not its proxy; set POLY_SIGNATURE_TYPE: 2`,
  );
  expect(
    (await run(polymarketAccount, { ...env, POLY_FUNDER: OTHER, POLY_SIGNATURE_TYPE: "2" }, GOOD_CLOB))[1],
  ).toStartWith(
    `fail: ${OTHER} is not the Safe that Polymarket makes for ${OWN}, which is at ${safe}; correct POLY_FUNDER`,
  );
  const [unnamed] = await run(
    polymarketAccount,
    { POLY_PRIVATE_KEY: PRIVATE_KEY, POLY_SIGNATURE_TYPE: "2" },
    GOOD_CLOB,
  );
  expect(unnamed).toEndWith(`set POLY_FUNDER: Polymarket makes its Safe at ${safe}`);
});

test.each([
  ["another address", { POLY_ADDRESS: OTHER }, /POLY_ADDRESS is .* and POLY_PRIVATE_KEY belongs to .*; .*POLY_FUNDER/],
  [
    "a plain key with a funder",
    { POLY_FUNDER: OTHER },
    /a plain key \(signature type 0\) holds its money itself; set POLY_SIGNATURE_TYPE/,
  ],
  [
    "a proxy without funder",
    { POLY_SIGNATURE_TYPE: "1" },
    /a proxy \(signature type 1\) holds the money, and POLY_FUNDER does not name it/,
  ],
  ["a Safe that is the key", { POLY_SIGNATURE_TYPE: "2", POLY_FUNDER: OWN }, /a Safe .* POLY_FUNDER does not name it/],
  ["an unknown kind", { POLY_SIGNATURE_TYPE: "4" }, /POLY_SIGNATURE_TYPE is "4"; 0 plain key/],
  ["no address", { POLY_FUNDER: "0x12" }, /POLY_FUNDER is no address/],
  ["a part of an API key", { POLY_API_KEY: "k" }, /an API key has three parts/],
  ["a secret that is none", { ...API_ENV, POLY_API_SECRET: "!!" }, /API key: an API secret is Base64/],
  ["a key that is none", { POLY_PRIVATE_KEY: "0x12" }, /POLY_PRIVATE_KEY: a wallet's private key is 64/],
] as const)("polymarket-account: error: what does not go together: %s", async (_, env, expected) => {
  const lines = await run(polymarketAccount, { POLY_PRIVATE_KEY: PRIVATE_KEY, ...env }, GOOD_CLOB);
  expect(lines).toEqual([expect.stringMatching(expected)]);
  expect(lines[0]).toStartWith("fail: ");
});

test("polymarket-account: behavior: no money, no allowance, a banned account, a refused key", async () => {
  const env = { POLY_PRIVATE_KEY: PRIVATE_KEY };
  const poor = await run(polymarketAccount, env, {
    ...GOOD_CLOB,
    "/balance-allowance": { balance: "0", allowances: { [V2]: "0" } },
    "/auth/ban-status/closed-only": { closed_only: true },
  });
  expect(poor.slice(3)).toEqual([
    "warn: the account may only close positions; ask Polymarket; its terms or your region may be the reason",
    "warn: no collateral (pUSD); deposit, or look at POLY_FUNDER",
    expect.stringMatching(new RegExp(`^warn: ${V2} and ${NEG_RISK} may not spend the collateral; approve`)),
  ]);
  const refused = await run(polymarketAccount, env, {
    ...GOOD_CLOB,
    "/auth/api-keys": new Error("Unauthorized/Invalid api key"),
  });
  expect(refused.at(-1)).toMatch(/^fail: API key: .*\(auth\)/);
  const another = await run(polymarketAccount, { ...env, ...API_ENV, POLY_API_KEY: "another" }, GOOD_CLOB);
  expect(another).toContain(
    "warn: POLY_API_KEY is another one than the wallet derives; that is fine for a key with another nonce; else set it anew",
  );
});

test("kalshi-account: default: tier, scopes and cash", async () => {
  expect(await run(kalshiAccount, KALSHI_ENV, GOOD_KALSHI)).toEqual([
    "ok: the key is taken: tier basic, 200 read and 100 write tokens a second",
    "ok: scopes: read, write::trade",
    "ok: $12.34 of cash",
  ]);
});

test("kalshi-account: behavior: a key that may only read, one that is refused, none, a broken one", async () => {
  const keys = { api_keys: [{ api_key_id: "key-1", name: "a", scopes: ["read"], subaccount: 3 }] };
  const reading = await run(kalshiAccount, KALSHI_ENV, { ...GOOD_KALSHI, "/trade-api/v2/api_keys": keys });
  expect(reading[1]).toStartWith("warn: scopes: read, bound to subaccount 3: orders will be refused");
  const refused = await run(kalshiAccount, KALSHI_ENV, {
    ...GOOD_KALSHI,
    "/trade-api/v2/account/limits": new Error("bad"),
  });
  expect(refused).toEqual([expect.stringMatching(/^fail: Kalshi key: .*\(auth\)/)]);
  expect((await run(kalshiAccount, {}, GOOD_KALSHI))[0]).toStartWith("skip: no key");
  const broken = await run(kalshiAccount, { ...KALSHI_ENV, KALSHI_PRIVATE_KEY: "no key" }, GOOD_KALSHI);
  expect(broken[0]).toStartWith("fail: Kalshi key: no PEM private key");
});

test("geoblock: behavior: blocks nothing, and says what is possible", async () => {
  const at = (blocked: boolean) => ({ "/api/geoblock": { blocked, ip: "203.0.113.9", country: "US", region: "NY" } });
  expect(await run(geoblock, {}, at(false))).toEqual(["ok: Polymarket takes orders from here (US, NY)"]);
  expect((await run(geoblock, {}, at(true)))[0]).toStartWith(
    "warn: Polymarket takes no orders from here (US, NY); observe",
  );
  expect((await run(geoblock, {}, {}))[0]).toStartWith("warn: ");
});
