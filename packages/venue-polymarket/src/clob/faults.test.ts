import { expect, test } from "bun:test";
import { ok } from "@augury/core";
import type { VenueError } from "@augury/model";
import { Redactor } from "@augury/telemetry";
import { openClob } from "./clob-group.ts";
import { CuttingServer, MisbehavingServer, type Misbehavior } from "./misbehaving-server.ts";

import { postOrder } from "./orders.ts";

/** Repetitions come at once; a pause of more than a second ends the call. An answer that comes at all is waited for. */
const PATIENT = {
  retry: { initialMs: 1, maxMs: 1000 },
  attemptTimeoutMs: 20_000,
  headersTimeoutMs: 20_000,
  bodyBytesMax: 4096,
};
/** For the one that never comes. */
const QUICK = { ...PATIENT, attemptTimeoutMs: 600, headersTimeoutMs: 600 };
const READ = ["book", { token_id: "1" }] as const;
const PLACE = ["post-order", postOrder.example] as const;
const CANCEL = ["cancel-order", { order_id: `0x${"1".repeat(64)}` }] as const;

const html = (text: string, status: number, headers: Record<string, string> = {}) =>
  new Response(`<html><body>${text}</body></html>`, { status, headers: { "content-type": "text/html", ...headers } });
const json = (value: unknown, status: number, headers: Record<string, string> = {}) =>
  Response.json(value, { status, headers });

interface Outcome {
  readonly error: VenueError | undefined;
  readonly requests: number;
}

type Question = readonly [name: string, params: unknown];

/** Asks until our client gives up. */
async function askAt(
  server: { readonly url: string; readonly requests: number },
  [name, params]: Question,
  http = PATIENT,
): Promise<Outcome> {
  const { client, close } = openClob({
    baseUrl: server.url,
    http,
    credentials: { l2: async () => ok({ POLY_API_KEY: "key" }) },
  });
  const outcome = await client?.call(name, params);
  close();
  return { error: outcome?.ok === false ? outcome.error : undefined, requests: server.requests };
}

/** Asks a server that misbehaves in this way. */
async function ask(answer: () => Misbehavior, question: Question): Promise<Outcome> {
  using server = new MisbehavingServer(answer);
  return await askAt(server, question, answer() === "hang" ? QUICK : PATIENT);
}

const brief = ({ error, requests }: Outcome) => [error?.code, error?.retry, error?.venueCode, requests];

const POST_ONLY = {
  error: "post-only mode: only post-only orders and cancels are allowed",
  code: "post_only_mode",
  retry_after_seconds: 90,
};

/** What goes wrong; then code, retry class, the venue's word and requests sent, of a read and of an order's placement. */
const FAULTS: [string, () => Misbehavior, (string | number | undefined)[], (string | number | undefined)[]][] = [
  [
    "429 without Retry-After",
    () => html("error code: 1015", 429, { server: "cloudflare" }),
    ["rate_limited", "backoff", "cloudflare_1015", 3],
    ["rate_limited", "backoff", "cloudflare_1015", 1],
  ],
  [
    "429 with a long Retry-After",
    () => json({ error: "Too Many Requests" }, 429, { "retry-after": "120" }),
    ["rate_limited", "backoff", undefined, 1],
    ["rate_limited", "backoff", undefined, 1],
  ],
  [
    "429 of the signer's tier",
    () => json({ error: "Too Many Requests" }, 429, { "poly-ratelimit-tier": "Standard", "retry-after": "60" }),
    ["rate_limited", "backoff", "signer_tier", 1],
    ["rate_limited", "backoff", "signer_tier", 1],
  ],
  [
    "403 Cloudflare page",
    () => html("Access denied. Error code: 1020", 403, { server: "cloudflare" }),
    ["blocked", "never", "cloudflare_1020", 1],
    ["blocked", "never", "cloudflare_1020", 1],
  ],
  [
    "403 geoblock",
    () => json({ error: "Trading restricted in your region, please refer to available regions" }, 403),
    ["blocked", "never", "geoblock", 1],
    ["blocked", "never", "geoblock", 1],
  ],
  [
    "425 restarting",
    () => json({ error: "service not ready" }, 425),
    ["venue_down", "backoff", "restarting", 3],
    ["venue_down", "backoff", "restarting", 1],
  ],
  [
    "503 post-only mode",
    () => json(POST_ONLY, 503),
    ["venue_down", "backoff", "post_only_mode", 1],
    ["venue_down", "backoff", "post_only_mode", 1],
  ],
  [
    "500 of unknown outcome",
    () => json({ error: "could not run the execution" }, 500),
    ["venue_down", "backoff", "execution_failed", 3],
    ["venue_down", "resync", "execution_failed", 1],
  ],
  [
    "502 page",
    () => html("Bad Gateway", 502),
    ["venue_down", "backoff", undefined, 3],
    ["venue_down", "resync", undefined, 1],
  ],
  [
    "200 with a page",
    () => html("Just a moment", 200),
    ["bad_payload", "backoff", undefined, 1],
    ["bad_payload", "resync", undefined, 1],
  ],
  [
    "200 cut off",
    () => new Response('{"market":"0x', { headers: { "content-type": "application/json" } }),
    ["bad_payload", "backoff", undefined, 1],
    ["bad_payload", "resync", undefined, 1],
  ],
  [
    "200 too long",
    () => json({ text: "x".repeat(5000) }, 200),
    ["bad_payload", "never", undefined, 1],
    ["bad_payload", "resync", undefined, 1],
  ],
  [
    "200 of a wrong type",
    () => new Response('{"market":"0x"}', { headers: { "content-type": "image/png" } }),
    ["bad_payload", "backoff", undefined, 1],
    ["bad_payload", "resync", undefined, 1],
  ],
  [
    "200 of another shape",
    () => json({ bids: 7 }, 200),
    ["bad_payload", "never", undefined, 1],
    ["bad_payload", "resync", undefined, 1],
  ],
  ["no answer", () => "hang", ["timeout", "backoff", undefined, 3], ["timeout", "resync", undefined, 1]],
];

test.each(FAULTS)("faults: error: %s, of a read", async (_, answer, read) => {
  expect(brief(await ask(answer, READ))).toEqual(read as never);
});

test.each(FAULTS)("faults: error: %s, of a placement: sent once", async (_, answer, __, place) => {
  expect(brief(await ask(answer, PLACE))).toEqual(place as never);
});

test("faults: behavior: a cancel is sent again, it does no harm twice", async () => {
  expect(brief(await ask(() => json({}, 502), CANCEL))).toEqual(["venue_down", "backoff", undefined, 3]);
});

test("faults: behavior: how long the venue wants to be left alone stands in the error", async () => {
  const limited = await ask(() => json({ error: "x" }, 429, { "retry-after": "120" }), READ);
  const postOnly = await ask(() => json(POST_ONLY, 503), PLACE);
  expect([limited.error?.retryAfterMs, postOnly.error?.retryAfterMs]).toEqual([120_000, 90_000]);
});

test("faults: behavior: after a storm of 429 the pace is halved, and the budget says so", async () => {
  using server = new MisbehavingServer(() => html("error code: 1015", 429, { server: "cloudflare" }));
  const { client, close } = openClob({ baseUrl: server.url, http: PATIENT });
  await client?.call(...READ);
  const used = client?.usage()?.allowances.filter(({ name }) => name === "book" || name === "total");
  expect(used?.map(({ pace }) => pace < 1)).toEqual([true, true]);
  close();
});

test("faults: error: a connection that breaks in the middle", async () => {
  using first = await CuttingServer.open();
  expect(brief(await askAt(first, READ))).toEqual(["network", "backoff", undefined, 3]);
  using second = await CuttingServer.open();
  expect(brief(await askAt(second, PLACE))).toEqual(["network", "resync", undefined, 1]);
});

test("faults: behavior: a secret that the venue echoes is hidden", async () => {
  using server = new MisbehavingServer(({ headers }) => json({ error: `bad ${headers.get("poly_passphrase")}` }, 400));
  const redactor = new Redactor();
  redactor.add("canary-passphrase");
  const credentials = { l2: async () => ok({ POLY_PASSPHRASE: "canary-passphrase" }) };
  const { client, close } = openClob({ baseUrl: server.url, credentials, redactor });
  const answer = await client?.call("orders");
  const shown = answer?.ok === false ? `${answer.error.message}${Bun.inspect(answer.error)}` : "";
  expect(shown).toContain("bad ");
  expect(shown).not.toContain("canary");
  close();
});
