import { expect, test } from "bun:test";
import { type FrameReading, findUnknownFields } from "@augury/net";
import { hasFixtures, readFixture } from "@augury/testkit";
import fc from "fast-check";
import { PolyboltProtocol } from "./polybolt-protocol.ts";
import { POLYBOLT_LIMITS, type PolyboltSubscription } from "./polybolt-subscription.ts";

const BTC: PolyboltSubscription = { channel: "price.crypto", filter: { symbol: "btcusd" } };
const CREDENTIALS = { apiKey: "key", secret: "hush", passphrase: "pass" };
const SUBSCRIBE = JSON.stringify({ op: "subscribe", rid: "s1", subscriptions: [BTC] });

const read = (protocol: PolyboltProtocol, frame: unknown): FrameReading => protocol.read(JSON.stringify(frame), frame);
const update = (seq: number, extra: object = {}, channel = "price.crypto") => ({
  v: 1,
  channel,
  seq,
  ts: 1_788_886_177_000,
  ...extra,
  payload: { symbol: "btcusd", timestamp: 1_788_886_177_000, value: 1.5, full_accuracy_value: "1.50" },
});

test.skipIf(!hasFixtures())("PolyboltProtocol: fixture: the captured frames", async () => {
  const frames: unknown[] = JSON.parse(await readFixture("polymarket/rtds/polybolt-frames-2026-09-08-excerpt.json"));
  const protocol = new PolyboltProtocol([BTC]);
  const readings = frames.map((frame) => read(protocol, frame));
  expect(readings.map(({ kind }) => kind)).toEqual(["problem", "control", "control", "data"]);
  const [snapshot] = readings[3]?.kind === "data" ? readings[3].messages : [];
  expect(snapshot && findUnknownFields(snapshot.schema, snapshot.value)).toEqual([]);
  expect(snapshot?.schema.parse(snapshot.value)).toMatchObject({
    channel: "price.crypto",
    snapshot: true,
    payload: { data: { length: 5, 0: { full_accuracy_value: "78803.76173179", timestamp: 1_788_886_057_000 } } },
  });
});

test("PolyboltProtocol: default: without credentials it subscribes at once, in one batch", () => {
  expect(new PolyboltProtocol([BTC]).hello()).toEqual([SUBSCRIBE]);
});

test("PolyboltProtocol: behavior: the most that may be asked for stays within the venue's bounds", () => {
  const subscriptions = Array.from(
    { length: POLYBOLT_LIMITS.subscriptionsMax },
    (_, at): PolyboltSubscription => ({
      channel: "price.polymarket",
      filter: { asset_id: String(at).padStart(78, "9") },
    }),
  );
  const frames = new PolyboltProtocol(subscriptions).hello();
  expect(frames.length).toBeLessThanOrEqual(POLYBOLT_LIMITS.commandsPerSecondMax);
  expect(Buffer.byteLength(frames[0] ?? "")).toBeLessThan(POLYBOLT_LIMITS.frameBytesMax);
  expect(() => new PolyboltProtocol([...subscriptions, BTC])).toThrow("at most 64 subscriptions");
});

test("PolyboltProtocol: behavior: with credentials it subscribes once it is authed", () => {
  const protocol = new PolyboltProtocol([BTC], CREDENTIALS);
  expect(protocol.hello()).toEqual([JSON.stringify({ op: "auth", rid: "a1", auth: CREDENTIALS })]);
  expect(read(protocol, { op: "authed", rid: "a1" })).toEqual({ kind: "control", reply: [SUBSCRIBE] });
});

test("PolyboltProtocol: behavior: credentials that cannot be checked are sent again, at most eight times", () => {
  const protocol = new PolyboltProtocol([BTC], CREDENTIALS);
  let sent = protocol.hello().length;
  for (let second = 1; second <= 200; second++) {
    read(protocol, { op: "error", code: "auth_unavailable" });
    sent += protocol.tick(second * 1_000_000).length;
  }
  expect(sent).toBe(8);
});

test("PolyboltProtocol: behavior: a renewed authentication does not subscribe twice", () => {
  const protocol = new PolyboltProtocol([BTC], CREDENTIALS);
  protocol.hello();
  read(protocol, { op: "authed" });
  expect(read(protocol, { op: "error", code: "auth_expired" }).kind).toBe("problem");
  protocol.tick(0);
  expect(protocol.tick(6_000_000)).toHaveLength(1);
  expect(read(protocol, { op: "authed" })).toEqual({ kind: "control", reply: [] });
});

test.each([
  ["bad_filter", "problem", "rejected"],
  ["sub_limit", "problem", "rejected"],
  ["rate_limited", "problem", "rate_limited"],
  ["auth_unavailable", "problem", "venue_down"],
  ["auth_required", "refused", "auth"],
  ["auth_invalid", "refused", "auth"],
  ["auth_attempts", "refused", "auth"],
  ["something_new", "problem", "rejected"],
])("PolyboltProtocol: error: the answer %s", (code, kind, taxonomy) => {
  const reading = read(new PolyboltProtocol([BTC]), { op: "error", code, channel: "price.crypto", rid: "s1" });
  expect(reading).toMatchObject({ kind, error: { code: taxonomy, venueCode: code, source: "polymarket-polybolt" } });
  expect(reading).toHaveProperty("error.hint");
});

test.each([
  [4001, "auth", "never", undefined],
  [4002, "timeout", "backoff", undefined],
  [4003, "venue_down", "backoff", 10_000],
  [4008, "rejected", "never", undefined],
])("PolyboltProtocol: error: the close code %p", (code, taxonomy, retry, retryAfterMs) => {
  const error = new PolyboltProtocol([BTC]).closed({ code, text: "" });
  expect({ code: error?.code, retry: error?.retry, retryAfterMs: error?.retryAfterMs }).toEqual({
    code: taxonomy,
    retry,
    retryAfterMs,
  } as never);
});

test("PolyboltProtocol: behavior: other close codes are nobody's news", () => {
  expect(new PolyboltProtocol([BTC]).closed({ code: 1006, text: "" })).toBeUndefined();
});

test("PolyboltProtocol: behavior: every message that was lost is counted once, per channel", () => {
  const step = fc.record({
    channel: fc.constantFrom("price.crypto", "price.equity"),
    lost: fc.nat(5),
    dropped: fc.nat(5),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const protocol = new PolyboltProtocol([BTC]);
      const last: Record<string, number> = {};
      let [expected, missed, dropped] = [0, 0, 0];
      for (const one of steps) {
        const isFirst = last[one.channel] === undefined;
        const hole = isFirst ? 0 : Math.max(one.lost, one.dropped);
        const seq = (last[one.channel] ?? 0) + 1 + hole;
        last[one.channel] = seq;
        const reading = read(protocol, update(seq, { dropped: one.dropped }, one.channel));
        expected += Math.max(hole, one.dropped);
        if (reading.kind !== "data") throw new Error("data was expected");
        missed += reading.missed ?? 0;
        dropped += reading.dropped ?? 0;
      }
      expect(missed + dropped).toBe(expected);
    }),
  );
});

test.each([
  [{ ...update(1), v: 2 }, "malformed"],
  [{ ...update(1), seq: -1 }, "malformed"],
  [update(1, {}, "price.moon"), "unknown"],
  [{ op: "sung" }, "unknown"],
  [undefined, "malformed"],
  [[], "malformed"],
])("PolyboltProtocol: error: %p is %s", (frame, kind) => {
  expect(read(new PolyboltProtocol([BTC]), frame).kind).toBe(kind as never);
});

test("PolyboltProtocol: error: an exact value that is no plain decimal does not fit", () => {
  const reading = read(new PolyboltProtocol([BTC]), update(1));
  const [message] = reading.kind === "data" ? reading.messages : [];
  const wrong = { ...update(2), payload: { ...update(2).payload, full_accuracy_value: "1e18" } };
  expect(message?.schema.safeParse(wrong).error?.issues[0]?.path).toEqual(["payload", "full_accuracy_value"]);
});
