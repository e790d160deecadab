import type { OrderRequest } from "@augury/model";

/** An order for ten YES at 0.48, which rests. */
export function requestOf(intentId: number, nowUs: number, over: Partial<OrderRequest> = {}): OrderRequest {
  return {
    intentId,
    leg: 0,
    strategy: 0,
    instrument: 0,
    side: "buy",
    price: 4_800 as OrderRequest["price"],
    size: 10_000_000 as OrderRequest["size"],
    timeInForce: "GTC",
    postOnly: false,
    epoch: 1,
    deadlineUs: nowUs + 5_000_000,
    ...over,
  };
}
