import { afterEach, beforeEach, expect, test } from "bun:test";
import { expectedHeartbeatId, heartbeat, postOrder, postOrders, readPlacement } from "@augury/venue-polymarket";
import { Scene, TOKENS, unwrap } from "./scene.ts";

let scene: Scene;
beforeEach(() => {
  scene = Scene.open();
});
afterEach(() => scene.close());

const post = (changes: object = {}) =>
  scene.ours.get(postOrder, { order: scene.sign(), owner: scene.apiKey, ...changes });

/** What the matching engine says around a restart; then what a plain order, a post-only one and a cancel come to. */
test.each([
  ["normal", "ok", "ok", "ok"],
  ["restarting", "venue_down backoff restarting", "venue_down backoff restarting", "venue_down backoff restarting"],
  ["post_only", "venue_down backoff post_only_mode", "ok", "ok"],
  ["cancel_only", "venue_down backoff cancel_only_mode", "venue_down backoff cancel_only_mode", "ok"],
  [
    "disabled",
    "venue_down backoff trading_disabled",
    "venue_down backoff trading_disabled",
    "venue_down backoff trading_disabled",
  ],
] as const)("trading: behavior: engine mode %s", async (mode, plain, postOnly, cancel) => {
  const id = scene.place({ price: 0.3 });
  scene.both(({ world }) => {
    world.desk.states.mode = mode;
  });
  const said = (answer: Awaited<ReturnType<typeof post>>) =>
    answer.ok ? "ok" : `${answer.error.code} ${answer.error.retry} ${answer.error.venueCode}`;
  expect(said(await post())).toBe(plain);
  expect(said(await post({ post_only: true }))).toBe(postOnly);
  expect(said((await scene.ours.call("cancel-order", { order_id: id })) as never)).toBe(cancel);
});

test("trading: behavior: where the client is blocked, reads pass and writes are never in doubt", async () => {
  const id = scene.place({ price: 0.3 });
  scene.both(({ world }) => {
    world.isGeoblocked = true;
  });
  const answer = await post();
  expect(answer.ok ? "" : [answer.error.retry, answer.error.status]).toEqual(["never", 403]);
  expect(unwrap(await scene.ours.call("order", { order_id: id }))).toMatchObject({ id });
});

test("trading: behavior: an order is found by its id; posting it once more says that it is there", async () => {
  const order = scene.sign({ price: 0.3 });
  const first = await scene.ours.get(postOrder, { order, owner: scene.apiKey });
  const placed = readPlacement(unwrap(first));
  const orderId = placed.ok ? placed.value.orderId : "";
  expect(unwrap(await scene.ours.call("order", { order_id: orderId }))).toMatchObject({ id: orderId, status: "LIVE" });
  const again = await scene.ours.get(postOrder, { order, owner: scene.apiKey });
  expect(again.ok ? "" : [again.error.code, again.error.retry, again.error.venueCode]).toEqual([
    "rejected",
    "resync",
    "duplicated",
  ]);
});

test("trading: behavior: each leg of a batch is judged for itself", async () => {
  const orders = [{ price: 0.3 }, { price: 0.3, size: 1 }, { price: 0.31, size: 40_000 }].map((wish) =>
    scene.sign(wish),
  );
  const legs = unwrap(await scene.ours.get(postOrders, { orders, owner: scene.apiKey })).map(readPlacement);
  expect(legs.map((leg) => (leg.ok ? leg.value.status : leg.error.venueCode))).toEqual(["live", "min_size", "balance"]);
});

test("trading: behavior: a heartbeat with a wrong id is told the right one, and goes on with it", async () => {
  const { heartbeat_id: next } = unwrap(await scene.ours.get(heartbeat, {}));
  const wrong = await scene.ours.get(heartbeat, { heartbeat_id: "stolen" });
  expect(wrong.ok ? "" : [wrong.error.retry, expectedHeartbeatId(wrong.error)]).toEqual(["resync", next]);
  expect((await scene.ours.get(heartbeat, { heartbeat_id: next })).ok).toBe(true);
});

test("trading: behavior: the signer's burst is spent by both sides alike: what our budget lets through the venue takes", async () => {
  const waits: boolean[] = [];
  for (let i = 0; i < 4; i++) {
    const orders = Array.from({ length: 15 }, (_, leg) =>
      scene.sign({ token: TOKENS[2][0], price: 0.01 * (leg + 1), size: 5 }),
    );
    waits.push((await scene.ours.get(postOrders, { orders, owner: scene.apiKey })).ok);
  }
  expect(waits).toEqual([true, true, true, true]);
  expect(scene.ours.usage()?.allowances.find(({ name }) => name === "signerOrders")?.left).toBe(0);
});
