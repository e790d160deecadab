import type { Findings } from "../findings.ts";
import type { AmendingEntry, ChainMemory, PreparedEntry } from "./chain-memory.ts";
import type { LifeTerms, Reconciled, SaidOfIntent } from "./crash-job.ts";
import type { CrashTally } from "./crash-tally.ts";
import type { CrashWorld, WorldChange, WorldOrder } from "./crash-world.ts";
import { judgePlans } from "./judge-plans.ts";

/** What is known of a life besides what it says, and where it is noted. */
export interface LifeNotes {
  readonly findings: Findings;
  readonly tally: CrashTally;
  readonly memory: ChainMemory;
}

/** What a reconciled process believes is what the venue knows. */
export function judgeLife(world: CrashWorld, said: Reconciled, name: string, notes: LifeNotes): void {
  const { findings, memory } = notes;
  memory.read(world.logPath);
  const orders = world.orders();
  const byId = new Map(orders.map((order) => [order.key, order]));
  findings.expect(said.problems.length === 0, `${name}: no alarm`, said.problems.slice(0, 3).join("; "));
  const difference = world.difference(said.books);
  findings.expect(difference === undefined, `${name}: the ledger is the venue's books`, difference);
  const living = orders.filter(({ state }) => state === "live");
  findings.expect(living.length === 0, `${name}: nothing rests`, living.length);
  const foreign = orders.filter(({ key }) => !memory.keys.has(key));
  findings.expect(
    foreign.length === 0,
    `${name}: every order was written down`,
    `${foreign.length} was not written down`,
  );
  const intents = orders.flatMap(({ intent }) => intent ?? []);
  const twice = intents.length - new Set(intents).size;
  findings.expect(twice === 0, `${name}: every intent became one order`, `${twice} sent twice`);
  const capProblem = world.capProblem(said.cap);
  findings.expect(capProblem === undefined, `${name}: new orders carry a group that takes them`, capProblem);
  judgeChanges(world, name, notes);
  judgePlans(byId, said, name, notes);
  for (const owed of memory.owed)
    judgeOwed(owed, byId.get(owed.key), said, `${name}: intent ${owed.request.intentId}.${owed.request.leg}`, notes);
}

/** What became of an order that the log owed something. */
function judgeOwed(
  { request }: PreparedEntry,
  order: WorldOrder | undefined,
  { said }: Reconciled,
  name: string,
  { findings, tally }: LifeNotes,
): void {
  const belief = said.find(({ intent, leg }) => intent === request.intentId && leg === request.leg);
  if (!order) tally.neverArrived++;
  else tally.recovered++;
  findings.expect(
    isSameEnd(belief, order),
    `${name} ends as at the venue`,
    `${belief?.state ?? "lost"} with ${belief?.filled}, there ${order?.state ?? "none"} with ${order?.filled}`,
  );
  if (order?.terms)
    judgeTerms(belief?.terms ?? (order.state === "filled" ? request : undefined), order.terms, name, {
      findings,
      tally,
    });
}

/** What was told of an order's price and size is what they were; of one that was withdrawn before anybody heard of them nothing is. */
function judgeTerms(
  ours: LifeTerms | undefined,
  theirs: LifeTerms,
  name: string,
  { findings, tally }: Omit<LifeNotes, "memory">,
): void {
  if (!ours) return;
  tally.termsCompared++;
  findings.expect(
    ours.price === theirs.price && ours.size === theirs.size,
    `${name} has the venue's price and size`,
    `${ours.size} at ${ours.price}, there ${theirs.size} at ${theirs.price}`,
  );
}

/** What came and went without effect before anybody heard of it is told by nobody any more. */
function isSameEnd(belief: SaidOfIntent | undefined, order: WorldOrder | undefined): boolean {
  const ends = order === undefined ? ["rejected"] : order.state === "filled" ? ["filled"] : ["canceled"];
  if (order?.state === "canceled" && order.filled === 0) ends.push("rejected");
  return belief !== undefined && ends.includes(belief.state) && belief.filled === (order?.filled ?? 0);
}

/** Each change of an order that reached the venue was written down, and none came a second time. */
function judgeChanges(world: CrashWorld, name: string, { findings, memory }: LifeNotes): void {
  const { repeated, unknown } = countChanges(world, memory);
  findings.expect(
    unknown === 0,
    `${name}: every change of an order was written down`,
    `${unknown} changes without an entry`,
  );
  findings.expect(repeated === 0, `${name}: every change of an order was sent once`, `${repeated} repeated`);
}

/** Changes of orders that stood in a log, those of them that reached the venue or did so more than once, and those of which no log knows. */
export function countChanges(world: CrashWorld, { amendments }: ChainMemory) {
  const arrivals = new Map(amendments.map((entry) => [entry, 0]));
  let unknown = 0;
  for (const change of world.changes) {
    const entry = amendments.find((one) => isOf(change, one));
    if (entry) arrivals.set(entry, (arrivals.get(entry) ?? 0) + 1);
    else unknown++;
  }
  const counts = [...arrivals.values()];
  const arrived = counts.filter((count) => count > 0).length;
  const repeated = counts.filter((count) => count > 1).length;
  return { written: counts.length, arrived, repeated, unknown };
}

/** A life wants nothing of an order that it wanted before. */
function isOf({ key, wanted }: WorldChange, { amendment, key: its }: AmendingEntry): boolean {
  return (
    its === key &&
    (typeof wanted === "number"
      ? amendment.by === wanted
      : wanted.price === amendment.price && wanted.size === amendment.size)
  );
}
