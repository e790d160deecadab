import { isHeld, toHoldings } from "../data/holdings.ts";
import { readLedger } from "../data/ledger.ts";
import { PEOPLE, type Person } from "../data/people.ts";
import type { SimCall, SimRoute } from "../sim-route.ts";
import { eventsOf } from "./bodies.ts";
import { SERIES, textSum } from "./catalog.ts";
import { found, GammaRefusal, gammaRoute, invalid, wholeOf } from "./query.ts";

const PARENTS = ["Event", "Series", "PerpsAsset"];
const THREADS_PER_PARENT = 3;
/** Comment ids: the parent's number, then which of its comments. */
const IDS_PER_PARENT = 100;

interface Remark {
  readonly id: string;
  readonly parentCommentID?: string;
  readonly person: Person;
  readonly parentEntityType: string;
  readonly parentEntityID: number;
}

export const GAMMA_COMMENT_ROUTES: readonly SimRoute[] = [
  gammaRoute("GET /comments", (call) => {
    const type = call.query.get("parent_entity_type") ?? "";
    if (!PARENTS.includes(type)) throw invalid(`expected value to be one of "${PARENTS.join(", ")}"`);
    const number = wholeOf(call.query, "parent_entity_id", 0);
    const remarks = allRemarks(call).filter(
      (one) => one.parentEntityType === type && one.parentEntityID === number && isHolder(call, one.person),
    );
    return bodiesOf(call, pageOfThreads(call, remarks));
  }),
  gammaRoute("GET /comments/{id}", (call) => {
    const remarks = allRemarks(call);
    const asked = found(remarks.find(({ id }) => id === call.params.id));
    const root = asked.parentCommentID ?? asked.id;
    return bodiesOf(
      call,
      remarks.filter(({ id, parentCommentID }) => id === root || parentCommentID === root),
    );
  }),
  gammaRoute("GET /comments/user_address/{user_address}", (call) => {
    const wallet = call.params.user_address?.toLowerCase() ?? "";
    if (!/^0x[0-9a-f]{40}$/.test(wallet)) throw new GammaRefusal(422, "validation error", "invalid address");
    const own = allRemarks(call).filter(({ person }) => person.wallet === wallet);
    const offset = wholeOf(call.query, "offset", 0);
    return bodiesOf(call, own.slice(offset, offset + wholeOf(call.query, "limit", 20)));
  }),
];

/** Three threads below every event and series, the first of them with a reply. */
function allRemarks({ world }: SimCall): Remark[] {
  const parents = [
    ...eventsOf(world.exchange).map(([{ id }]) => ["Event", Number(id)] as const),
    ...SERIES.map(({ id }) => ["Series", Number(id)] as const),
  ].filter(([, number]) => Number.isInteger(number));
  return parents.flatMap(([parentEntityType, parentEntityID]) => {
    const remark = (at: number) => ({
      id: String(parentEntityID * IDS_PER_PARENT + at),
      person: PEOPLE[textSum(`${parentEntityType}${parentEntityID}:${at}`) % PEOPLE.length] as Person,
      parentEntityType,
      parentEntityID,
    });
    const roots = Array.from({ length: THREADS_PER_PARENT }, (_, at) => remark(at * 2));
    const reply = { ...remark(1), parentCommentID: remark(0).id };
    return [...roots.slice(0, 1), reply, ...roots.slice(1)];
  });
}

/** `limit` and `offset` count threads: replies come with their thread. */
function pageOfThreads({ query }: SimCall, remarks: readonly Remark[]): Remark[] {
  const offset = wholeOf(query, "offset", 0);
  const roots = remarks.filter(({ parentCommentID }) => parentCommentID === undefined);
  const ordered = query.get("ascending") === "true" ? roots : roots.toReversed();
  const page = ordered.slice(offset, offset + wholeOf(query, "limit", 20));
  return page.flatMap((root) => [root, ...remarks.filter(({ parentCommentID }) => parentCommentID === root.id)]);
}

function isHolder(call: SimCall, { wallet }: Person): boolean {
  if (call.query.get("holders_only") !== "true") return true;
  return positionsOf(call, wallet).length > 0;
}

function positionsOf({ world }: SimCall, wallet: string) {
  return toHoldings(readLedger(world).filter((fill) => fill.wallet === wallet)).filter(isHeld);
}

function bodiesOf(call: SimCall, remarks: readonly Remark[]) {
  const withPositions = call.query.get("get_positions") === "true";
  const time = "2026-06-01T10:00:00Z";
  return remarks.map(({ person, ...remark }) => ({
    ...remark,
    body: `What ${person.name} thinks.`,
    userAddress: person.wallet,
    createdAt: time,
    updatedAt: time,
    profile: {
      name: person.name,
      pseudonym: person.pseudonym,
      displayUsernamePublic: true,
      proxyWallet: person.wallet,
      baseAddress: person.wallet,
      ...(withPositions && {
        positions: positionsOf(call, person.wallet).map(({ market, token, size }) => ({
          tokenId: market.spec.tokens[token],
          positionSize: String(Math.round(size * 1e6)),
        })),
      }),
    },
    reactions: [],
    reportCount: 0,
    reactionCount: 0,
  }));
}
