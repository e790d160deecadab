import { priceTicks, sizeMicros } from "@augury/core";
import { type Curve, L2Signer, newSalt, OrderSigner, Wallet } from "@augury/signing";
import { OrderPreparer } from "@augury/venue-polymarket";
import { BENCH_INSTRUMENT, CREDENTIALS, PRIVATE_KEY, WANTED } from "./bench-account.ts";
import type { OrderContender } from "./order-rounds.ts";

/** The account's two signers on one rung of the ladder, and what makes its orders. */
export interface OwnSigners {
  readonly signer: OrderSigner;
  readonly l2: L2Signer;
  readonly preparer: OrderPreparer;
}

export function openSigners(curve: Curve): OwnSigners {
  const wallet = Wallet.fromPrivateKey(PRIVATE_KEY, curve);
  const signer = wallet.ok ? OrderSigner.open(wallet.value, { chainId: 137, kind: "eoa" }) : wallet;
  const l2 = L2Signer.fromCredentials(CREDENTIALS);
  if (!signer.ok) throw signer.error;
  if (!l2.ok) throw l2.error;
  const preparer = new OrderPreparer({ signer: signer.value, apiKey: CREDENTIALS.apiKey });
  return { signer: signer.value, l2: l2.value, preparer };
}

/** The signature alone: fields, digest, curve. */
export function signingOn(curve: Curve): OrderContender {
  const { signer } = openSigners(curve);
  const template = signer.template({ exchange: "v2", tokenId: BENCH_INSTRUMENT.venueId });
  if (template === undefined) throw new Error("the token is one");
  const amounts = { side: "BUY", makerAmount: 50_000_000, takerAmount: 100_000_000 } as const;
  return {
    name: `ours: OrderSigner on ${curve.name}`,
    place: () => signer.sign(template, { ...amounts, salt: newSalt(), timestampMs: Date.now() }),
  };
}

/** From side, price and size: exact amounts, signature, id, and the body to post. */
export function preparingOn(curve: Curve): OrderContender {
  const { preparer } = openSigners(curve);
  const wish = {
    side: "buy",
    timeInForce: "IOC",
    price: priceTicks(WANTED.ticks),
    tick: 100,
    size: sizeMicros(WANTED.contracts * 1e6),
    postOnly: false,
  } as const;
  return {
    name: `ours: OrderPreparer on ${curve.name}`,
    place: () => {
      const prepared = preparer.prepare(BENCH_INSTRUMENT, wish, Date.now());
      if (!prepared.ok) throw new Error(prepared.error);
      return prepared.value.order;
    },
  };
}
