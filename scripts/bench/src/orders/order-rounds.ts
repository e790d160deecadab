import { joinRounds, quantile, type Spread, spreadOf } from "../measure/quantiles.ts";
import type { Row } from "../measure/section.ts";
import { sharedUs } from "../measure/shared-clock.ts";
import type { OrderSinkProcess } from "../server/order-sink-process.ts";

/** One way to make or to place an order. Contenders of one table want the same order. */
export interface OrderContender {
  readonly name: string;
  place(): unknown;
  close?(): void | Promise<void>;
}

export interface OrderPlan {
  readonly rounds: number;
  /** Orders before anything is measured. */
  readonly warmup: number;
  /** Orders one right after the other, per contender and round. */
  readonly hot: number;
  /** Orders after `idleMs` of nothing each, as a quiet market has them. */
  readonly cold: number;
  readonly idleMs: number;
}

/** What one contender's turn gave. */
interface Turn {
  readonly us: readonly number[];
  readonly checksum: number;
  readonly connections?: number;
}
type TakeTurn = (contender: OrderContender, orders: number, idleMs: number) => Promise<Turn>;

/** One contender's two rows. */
export interface OrderTimes {
  readonly hot: Row;
  readonly cold: Row;
}

/** Times orders until they are made; `isGood` judges each of them afterwards, and the checksum counts the good ones. */
export function timeMaking(
  contenders: readonly OrderContender[],
  plan: OrderPlan,
  isGood: (made: unknown) => boolean,
): Promise<OrderTimes[]> {
  return takeTurns(contenders, plan, async ({ place }, orders, idleMs) => {
    const us: number[] = [];
    const made: unknown[] = [];
    for (let order = 0; order < orders; order++) {
      if (idleMs > 0) await Bun.sleep(idleMs);
      const startNs = Bun.nanoseconds();
      const one = place();
      made.push(one instanceof Promise ? await one : one);
      us.push((Bun.nanoseconds() - startNs) / 1000);
    }
    return { us, checksum: made.filter(isGood).length };
  });
}

/** Times orders until another process has the last byte of their POST; each is answered before the next. The checksum is the contracts that came. */
export function timePosting(
  contenders: readonly OrderContender[],
  plan: OrderPlan,
  sink: OrderSinkProcess,
): Promise<OrderTimes[]> {
  return takeTurns(contenders, plan, async ({ name, place }, orders, idleMs) => {
    await sink.take();
    const startUs: number[] = [];
    for (let order = 0; order < orders; order++) {
      if (idleMs > 0) await Bun.sleep(idleMs);
      startUs.push(sharedUs());
      await place();
    }
    const { connections, orders: arrived } = await sink.take();
    if (arrived.length !== orders) throw new Error(`${name}: ${arrived.length} of ${orders} orders arrived`);
    const us = arrived.map(({ atUs }, order) => atUs - startUs[order]);
    return { us, checksum: arrived.reduce((sum, { contracts }) => sum + contracts, 0), connections };
  });
}

/** Lets everybody run in turn, round by round, first hot and then cold. The first round's warm-up is nobody's. */
async function takeTurns(
  contenders: readonly OrderContender[],
  plan: OrderPlan,
  take: TakeTurn,
): Promise<OrderTimes[]> {
  const hot = contenders.map((): Turn[] => []);
  const cold = contenders.map((): Turn[] => []);
  for (const contender of contenders) await take(contender, plan.warmup, 0);
  for (let round = 0; round < plan.rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const at = (turn + round) % contenders.length;
      hot[at].push(await take(contenders[at], plan.hot, 0));
      cold[at].push(await take(contenders[at], plan.cold, plan.idleMs));
    }
  }
  return contenders.map(({ name }, at) => ({ hot: rowOf(name, hot[at]), cold: rowOf(name, cold[at]) }));
}

function rowOf(name: string, turns: readonly Turn[]): Row {
  const opened = turns.reduce((sum, { connections = 0 }) => sum + connections, 0);
  const told = turns.some(({ connections }) => connections !== undefined);
  return {
    name,
    spread: spreadOfTurns(turns),
    checksum: turns.reduce((sum, { checksum }) => sum + checksum, 0),
    ...(told && { extra: { "new connections": String(opened) } }),
  };
}

/** The median round's p50; p99 over all orders, because a turn has too few of them. */
function spreadOfTurns(turns: readonly Turn[]): Spread {
  const all = turns.flatMap(({ us }) => us);
  return { ...joinRounds(turns.map(({ us }) => spreadOf(us))), p99: quantile(all, 0.99) };
}
