import { VenueName, type VenueStatus, venueNameOf } from "@augury/model";
import { readVenueStatus } from "@augury/wire";
import type { ReconciliationNote, ReconciliationView } from "../api/view/account-views.ts";
import type { VenueStatusView } from "../api/view/venue-views.ts";
import { BoundedList } from "./bounded-list.ts";
import type { LedgerSlot } from "./ledger-slot.ts";

/** States and notes kept for each venue. */
const KEPT_MAX = 200;
/** A clock that moved less is where it was. */
const SKEW_NEWS_MS = 100;

interface VenueHistory {
  readonly states: BoundedList<VenueStatusView>;
  readonly notes: BoundedList<ReconciliationNote>;
  last: VenueStatusView | undefined;
  lastGoodUs: number | undefined;
  isForgotten: boolean;
}

/** How sure we have been of our account at each venue: its states from the ledger tap, and what the executor says of them in words. */
export class LiveReconciliation {
  private readonly venues: Readonly<Record<VenueName, VenueHistory>>;

  constructor() {
    const history = (): VenueHistory => ({
      states: new BoundedList(KEPT_MAX),
      notes: new BoundedList(KEPT_MAX),
      last: undefined,
      lastGoodUs: undefined,
      isForgotten: false,
    });
    this.venues = Object.fromEntries(VenueName.options.map((venue) => [venue, history()])) as Record<
      VenueName,
      VenueHistory
    >;
  }

  /** A venueStatus slot. */
  onStatus({ i32, f64, base, number, timeUs }: LedgerSlot): void {
    const venue = venueNameOf((i32[base] >>> 8) & 0xff);
    if (venue === "none") return;
    const history = this.venues[venue];
    const state = { ...readVenueStatus(i32, f64, base), number, timeUs };
    // It is told every second: what has not changed is no news, but for when it was last so.
    if (!history.last || history.isForgotten || !isSame(history.last, state)) history.states.push(state);
    history.last = state;
    history.isForgotten = false;
    if (state.isReconciled) history.lastGoodUs = timeUs;
  }

  /** Something that reconciliation found, or did: a difference, an order of somebody else, a healing. Comes beside the ledger tap. */
  note(note: ReconciliationNote): void {
    this.venues[note.venue].notes.push(note);
  }

  /** Whoever told the states is gone: what it said last holds no more. */
  forget(): void {
    for (const venue of VenueName.options) this.venues[venue].isForgotten = true;
  }

  /** The states that hold, for a decision that starts anew. */
  *current(): Iterable<readonly [VenueName, VenueStatus]> {
    for (const venue of VenueName.options) {
      const { isForgotten, last } = this.venues[venue];
      if (last && !isForgotten) yield [venue, last];
    }
  }

  views(venues: readonly VenueName[]): ReconciliationView[] {
    return venues.map((venue) => {
      const { isForgotten, last, lastGoodUs, notes, states } = this.venues[venue];
      return {
        venue,
        ...(last && !isForgotten ? { status: last } : {}),
        ...(lastGoodUs === undefined ? {} : { lastGoodUs }),
        history: listOf(states),
        notes: listOf(notes),
      };
    });
  }
}

function isSame(a: VenueStatus, b: VenueStatus): boolean {
  return (
    a.isReconciled === b.isReconciled &&
    a.heartbeatMisses === b.heartbeatMisses &&
    a.unknownOrders === b.unknownOrders &&
    a.unknownCash === b.unknownCash &&
    a.externalOrders === b.externalOrders &&
    Math.abs(a.clockSkewMs - b.clockSkewMs) < SKEW_NEWS_MS
  );
}

function listOf<T>(list: BoundedList<T>): T[] {
  const rows: T[] = [];
  list.newestFirst((row) => {
    rows.push(row);
    return true;
  });
  return rows;
}
