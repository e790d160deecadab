import type { Clock, Result } from "@augury/core";
import type { LiveConfig } from "@augury/execution";
import type { EntrySync } from "@augury/journal";
import type { InstrumentTable, LivePort } from "@augury/model";
import type { ExecutorOutlet } from "../executor-outlet.ts";
import { IntentLog } from "./intent-log.ts";
import { type DeskSeams, LiveDesk } from "./live-desk.ts";
import { LiveGateway } from "./live-gateway.ts";
import type { TakeNote } from "./live-note.ts";
import { connectVenues, type LiveVenueStarts } from "./live-venues.ts";
import { OpeningFile } from "./opening-file.ts";
import { PastIntents } from "./past-intents.ts";
import type { ConnectContext, VenueConnection } from "./venue-connection.ts";

/** What live trading begins with. It holds no secret: the executor reads them from where the venues' sources say. */
export interface LiveStart {
  /** The engine's process: what an executor of it told decision, the next one does not tell again. */
  readonly processId: string;
  /** Folder of the logs of orders; below it every account has its own. */
  readonly directory: string;
  /** When an entry of a log is on the disk: `each` before the order leaves, `none` whenever the operating system writes it. */
  readonly fsync: EntrySync;
  readonly orders: LiveConfig;
  readonly venues: LiveVenueStarts;
}

/** Reads the keys and opens the clients of all venues that are configured. */
export function connectLive(start: LiveStart, context: ConnectContext): Promise<Result<VenueConnection[], string>> {
  return connectVenues(start.venues, context);
}

export interface LiveGatewayParts {
  readonly table: InstrumentTable;
  readonly clock: Clock;
  readonly outlet: ExecutorOutlet;
  readonly connections: readonly VenueConnection[];
  readonly isLive: LivePort["isLive"];
  readonly stepOf: DeskSeams["stepOf"];
  readonly note: TakeNote;
  readonly kill: () => void;
}

/** Opens each account's log and puts its desk behind one gateway. Throws when a log cannot be read: who does not know what is owed must not trade. */
export function openLiveGateway(start: LiveStart, { connections, ...parts }: LiveGatewayParts): LiveGateway {
  const { clock, outlet, table } = parts;
  const past = new PastIntents();
  const desks = connections.map((connection) => openDesk(start, connection, past, parts));
  return new LiveGateway(table, desks, outlet, () => clock.nowUs(), start.processId);
}

function openDesk(
  { directory, fsync, orders, processId }: LiveStart,
  { account, adapter, venue }: VenueConnection,
  past: PastIntents,
  parts: Omit<LiveGatewayParts, "connections">,
): LiveDesk {
  const folder = `${directory}/${venue}-${account}`;
  const log = IntentLog.open({ directory: folder, venue, table: parts.table, sync: fsync, processId, past });
  if (!log.ok) throw new Error(log.error);
  const opening = new OpeningFile(folder, venue, processId);
  return new LiveDesk({ ...parts, venue, adapter, config: orders, log: log.value, opening });
}
