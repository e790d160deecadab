/** A row of GET /orders, as far as a test reads it. */
export interface OrderRow {
  readonly intentId: number;
  readonly strategy: string;
  readonly name: string;
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly priceTicks: number;
  readonly size: string;
  readonly sizeMicros: number;
  readonly filledSize: string;
  readonly filledSizeMicros: number;
  readonly state: string;
  readonly reason: string;
}

/** A row of GET /fills. */
export interface FillRow {
  readonly intentId: number;
  readonly name: string;
  readonly side: "buy" | "sell";
  readonly priceTicks: number;
  readonly sizeMicros: number;
  readonly feeMicros: number;
  readonly feeExpectedMicros: number;
  readonly liquidity: "taker" | "maker";
  readonly settlement: string;
}

/** GET /ledger. */
export interface LedgerAnswer {
  readonly problem: string | null;
  readonly pending: number;
  readonly contradictions: number;
  readonly tooOld: number;
  readonly cash: readonly { readonly venue: string; readonly ownMicros: number; readonly feesMicros: number }[];
  readonly contracts: readonly { readonly name: string; readonly ownMicros: number }[];
}

/** GET /positions. */
export interface PositionsAnswer {
  readonly spendableCashMicros: number;
  readonly feesMicros: number;
  readonly positions: readonly {
    readonly name: string;
    readonly sizeMicros: number;
    readonly settledSizeMicros: number;
    readonly feesMicros: number;
  }[];
}

/** GET /reconciliation, one venue of it. */
export interface ReconciliationRow {
  readonly venue: string;
  readonly status: { readonly isReconciled: boolean; readonly unknownOrders: number; readonly externalOrders: number };
  readonly notes: readonly { readonly kind: string; readonly detail: string }[];
}

/** What decision made of an order or a change; a 404 has no outcome. */
export interface DecidedAnswer {
  readonly status: number;
  readonly outcome?: "decided" | "refused";
  readonly intentId: number;
  readonly refusal: { readonly reason: string } | null;
}

/** A running engine as its operator's scripts see it: HTTP, and a token for what changes something. */
export class EngineApi {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async orders(query = ""): Promise<readonly OrderRow[]> {
    return (await this.get<{ orders: readonly OrderRow[] }>(`/orders?limit=1000${query}`)).orders;
  }

  async order(intentId: number): Promise<OrderRow> {
    const found = (await this.orders()).find((one) => one.intentId === intentId);
    if (!found) throw new Error(`the engine has no order ${intentId}`);
    return found;
  }

  async fills(): Promise<readonly FillRow[]> {
    return (await this.get<{ fills: readonly FillRow[] }>("/fills?limit=1000")).fills;
  }

  ledger(): Promise<LedgerAnswer> {
    return this.get("/ledger");
  }

  positions(): Promise<PositionsAnswer> {
    return this.get("/positions");
  }

  async reconciliation(venue: string): Promise<ReconciliationRow> {
    const { venues } = await this.get<{ venues: readonly ReconciliationRow[] }>("/reconciliation");
    const found = venues.find((one) => one.venue === venue);
    if (!found) throw new Error(`the engine does not trade at ${venue}`);
    return found;
  }

  place(body: Readonly<Record<string, unknown>>): Promise<DecidedAnswer> {
    return this.send("POST", "/orders", body);
  }

  amend(intentId: number, body: Readonly<Record<string, unknown>>): Promise<DecidedAnswer> {
    return this.send("PATCH", `/orders/${intentId}`, body);
  }

  cancel(intentId: number): Promise<{ readonly status: number; readonly asked?: number }> {
    return this.send("DELETE", `/orders/${intentId}`);
  }

  kill(reason: string): Promise<{ readonly status: number; readonly killed: boolean }> {
    return this.send("POST", "/risk/kill", { reason });
  }

  private async get<Answer>(path: string): Promise<Answer> {
    const answer = await fetch(`${this.url}${path}`);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  private async send<Answer>(method: string, path: string, body?: unknown): Promise<Answer & { status: number }> {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json" };
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { ...((await answer.json()) as Answer), status: answer.status };
  }
}
