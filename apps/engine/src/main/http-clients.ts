import { assert } from "@augury/core";
import {
  type BudgetUsage,
  DRIFT_BOUNDS,
  DriftLog,
  type HttpClient,
  type PayloadTap,
  type RateBudget,
} from "@augury/net";
import type { BoundView, DriftView, HttpClientView } from "../api/view/system-views.ts";
import type { PayloadFolder } from "./payload-folder.ts";

/** A REST client as the registry knows it. An `ApiClient` is one as it stands. */
export interface MeteredClient {
  readonly source: string;
  readonly http: Pick<HttpClient, "counters" | "load">;
  readonly budget?: RateBudget | undefined;
}

/** What every client that the engine opens is given: where unknown fields are counted and raw payloads kept. */
export interface ClientSeams {
  readonly drift: DriftLog;
  readonly tap?: PayloadTap;
}

const CLIENTS_MAX = 64;

/**
 * The REST clients of the main thread, for `/metrics`, `/limits` and `/drift`. Whoever opens one opens it with {@link seams} and adds it:
 *
 * @example
 * const { client } = GAMMA.open({ baseUrl, ...clients.seams });
 * clients.add(client);
 */
export class HttpClients {
  readonly seams: ClientSeams;
  private readonly clients = new Map<string, MeteredClient>();

  constructor(private readonly payloads?: PayloadFolder) {
    this.seams = { drift: new DriftLog(), ...(payloads && { tap: payloads }) };
  }

  /** Takes a client into the meters and returns it. A second client of one source is called `source-2`. */
  add<Client extends MeteredClient>(client: Client): Client {
    assert(this.clients.size < CLIENTS_MAX, `the engine opens at most ${CLIENTS_MAX} REST clients`);
    let name = client.source;
    for (let at = 2; this.clients.has(name); at++) name = `${client.source}-${at}`;
    this.clients.set(name, client);
    return client;
  }

  list(): readonly HttpClientView[] {
    return [...this.clients].map(([name, { http }]) => ({
      name,
      ...http.load,
      counters: http.counters.read(),
    }));
  }

  /** Returns the budget of a client by its name. */
  budgetOf(name: string): RateBudget | undefined {
    return this.clients.get(name)?.budget;
  }

  /** Returns how each budget stands; one that several clients share stands once. */
  budgets(): readonly BudgetUsage[] {
    const budgets = new Set([...this.clients.values()].flatMap(({ budget }) => budget ?? []));
    return [...budgets].map((budget) => budget.usage());
  }

  bounds(): readonly BoundView[] {
    return this.payloads?.bounds() ?? [];
  }

  /** Resolves when the payloads taken so far are on disk. */
  async settled(): Promise<void> {
    await this.payloads?.settled();
  }

  drift(): DriftView {
    const { drift } = this.seams;
    return {
      entries: drift.entries(),
      endpoints: drift.endpointCount,
      endpointsMax: DRIFT_BOUNDS.endpointsMax,
      shed: drift.shed,
    };
  }
}
