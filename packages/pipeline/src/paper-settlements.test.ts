import { expect, test } from "bun:test";
import { createBookArena } from "@augury/book";
import { priceTicks, sizeMicros } from "@augury/core";
import { PaperConfig, PaperVenue } from "@augury/execution";
import type { OrderRequest } from "@augury/model";
import type { ExecutorOutlet } from "./executor-outlet.ts";
import { PaperSettlements } from "./paper-settlements.ts";
import { OTHER, sceneTable } from "./pipeline-scene.ts";
import { SlotScript } from "./slot-script.ts";

/** What the outlet heard, one line each. */
function rigOf() {
  const table = sceneTable();
  const log: string[] = [];
  const ids: string[] = [];
  const outlet: ExecutorOutlet = {
    report: ({ intentId, state }) => log.push(`report ${intentId} ${state}`),
    settle: ({ id, operation: { size }, state }, owner) => {
      ids.push(id);
      log.push(`settle ${owner?.intentId} of ${owner?.strategy} ${state} ${size / 1e6}`);
    },
    open: () => {},
    cash: () => {},
    redemption: () => {},
    status: () => {},
  };
  const arena = createBookArena({ books: table.size, bytesMax: 4_000_000 });
  const config = PaperConfig.parse({ latencyUs: 100, ackLatencyUs: 0 });
  const paper = new PaperSettlements(outlet, (report) => new PaperVenue({ instruments: table, arena, config, report }));
  const script = new SlotScript(table);
  let nowUs = 1_000_000;
  const feed = (write: (script: SlotScript) => unknown) => {
    write(script.clear());
    for (let at = 0; at < script.count; at++) {
      nowUs += 1_000;
      paper.onSlot(script.i32, script.f64, script.baseOf(at), nowUs);
    }
  };
  const submit = (over: Partial<OrderRequest>) =>
    paper.submit(
      {
        intentId: 1,
        leg: 0,
        strategy: 3,
        instrument: OTHER,
        side: "buy",
        price: priceTicks(4_300),
        size: sizeMicros(9_000_000),
        timeInForce: "IOC",
        postOnly: false,
        epoch: 1,
        deadlineUs: Number.POSITIVE_INFINITY,
        ...over,
      },
      nowUs,
    );
  return { log, ids, feed, submit };
}

test("PaperSettlements: default: each fill is settled once, with its owner, before it is reported", () => {
  const { feed, ids, log, submit } = rigOf();
  feed((script) =>
    script.book(OTHER, 1, {
      asks: [
        [42, 5],
        [43, 2],
      ],
    }),
  );
  submit({ intentId: 1 });
  feed((script) => script.trade(OTHER, 1, 42, 1));
  expect(log).toEqual([
    "report 1 submitted",
    "report 1 accepted",
    "settle 1 of 3 confirmed 5",
    "report 1 partially_filled",
    "settle 1 of 3 confirmed 2",
    "report 1 partially_filled",
    "report 1 canceled",
  ]);
  expect(new Set(ids).size).toBe(2);
});

test("PaperSettlements: behavior: an order without a fill settles nothing", () => {
  const { feed, log, submit } = rigOf();
  feed((script) => script.book(OTHER, 1, { asks: [[50, 5]] }));
  submit({ intentId: 2 });
  feed((script) => script.trade(OTHER, 1, 50, 1));
  expect(log).toEqual(["report 2 submitted", "report 2 accepted", "report 2 canceled"]);
});
