import { expect } from "bun:test";
import type { EngineApi, FillRow, OrderRow } from "./engine-api.ts";
import type { LiveTheatre } from "./live-engine.ts";

const TRIES_MAX = 30;

/** The official client of a venue, which trades against a quote of the engine's. */
export interface QuoteTaker {
  /** How the quoted instrument's name begins: "kalshi:". */
  readonly name: string;
  readonly side: OrderRow["side"];
  /** Takes all that there is up to the quote's price. What is dearer stays: however often it is tried, the book is not used up. */
  readonly take: (quote: OrderRow) => Promise<unknown>;
}

/** Lets the quote be met, again and again: one that moves just then is not there. Resolves when the fill has settled. */
export async function meetQuote(theatre: LiveTheatre, api: EngineApi, { name, side, take }: QuoteTaker): Promise<void> {
  const isMeant = (row: OrderRow | FillRow) => row.name.startsWith(name) && row.side === side;
  const hasFilled = async () => (await api.fills()).some(isMeant);
  for (let tries = 0; tries < TRIES_MAX && !(await hasFilled()); tries++) {
    let quote: OrderRow | undefined;
    await theatre.until(async () => {
      quote = (await api.orders("&open=true")).find((row) => isMeant(row) && row.state === "accepted");
      return quote !== undefined || (await hasFilled());
    }, `the engine quotes to ${side} on ${name}`);
    if (quote) await take(quote);
  }
  await theatre.until(hasFilled, `a ${side} of the engine's on ${name} has filled`);
  await theatre.until(async () => (await api.ledger()).pending === 0, "it has settled");
}

/** What the engine's books say that it owns at a venue, in micros; contracts by the instrument's name. */
export interface OwnBooks {
  readonly cash: number;
  readonly fees: number;
  readonly contracts: Readonly<Record<string, number>>;
}

/** Kills the engine's trading, waits until nothing rests or waits for its end, and returns its books, which have to add up. */
export async function endTrading(
  theatre: LiveTheatre,
  api: EngineApi,
  { venue, restingCount }: { readonly venue: string; readonly restingCount: () => number },
): Promise<OwnBooks> {
  expect(await api.kill("enough")).toMatchObject({ status: 200, killed: true });
  await theatre.until(() => restingCount() === 0, "nothing rests");
  await theatre.until(async () => (await api.orders("&open=true")).length === 0, "the engine knows of it");
  await theatre.until(async () => (await api.ledger()).pending === 0, "everything has settled");
  const { cash, contracts, contradictions, problem, tooOld } = await api.ledger();
  expect({ contradictions, problem, tooOld }).toEqual({ contradictions: 0, problem: null, tooOld: 0 });
  const money = cash.find((one) => one.venue === venue);
  const ours = contracts.filter(({ name }) => name.startsWith(`${venue}:`));
  return {
    cash: money?.ownMicros ?? 0,
    fees: money?.feesMicros ?? 0,
    contracts: Object.fromEntries(ours.map(({ name, ownMicros }) => [name, ownMicros])),
  };
}
