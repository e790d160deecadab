/** A POST of an order as it was complete at the sink. */
export interface ArrivedOrder {
  /** When its last byte was there, on the clock that all processes share. */
  readonly atUs: number;
  /** Contracts of the order, as its body says: by them a bench tells orders apart. */
  readonly contracts: number;
}

/** What came in since the last time that somebody asked. */
export interface SinkTakings {
  readonly orders: readonly ArrivedOrder[];
  /** Connections opened meanwhile. */
  readonly connections: number;
}

export type SinkMessage =
  | { readonly kind: "ready"; readonly port: number }
  | { readonly kind: "taken"; readonly takings: SinkTakings };
