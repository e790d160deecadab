/** Who may move the wallet's assets: the exchanges of polymarket.md section 1. */
const SPENDERS = [
  "0xE111180000d2663C0091e4f400237545B87B996B",
  "0xe2222d279d744050d28e00520010520000310F59",
  "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa",
  "0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296",
];
const UNLIMITED = (2n ** 256n - 1n).toString();
const NOTIFICATIONS_MAX = 1000;

export interface SimNotification {
  readonly id: number;
  readonly owner: string;
  /** 1 cancel, 2 fill, 3 market registered, 4 resolved, 5 reward, 6 comment. */
  readonly type: number;
  readonly payload: object;
  readonly timestamp: number;
}

/** Liquidity rewards of one day on one market, in dollars. */
export interface SimEarning {
  readonly date: string;
  readonly conditionId: string;
  readonly dollars: number;
}

/** One wallet as the venue sees it. Amounts are micros: dollars or contracts × 1e6. */
export class SimAccount {
  /** What the venue knows of; debited when an order matches, credited when the trade is confirmed. */
  collateral: number;
  readonly tokens = new Map<string, number>();
  /** How much of the collateral each contract may move, and how much of the contracts; checked, not used up. */
  readonly allowances = new Map(SPENDERS.map((spender) => [spender, UNLIMITED]));
  readonly approvals = new Map(SPENDERS.map((spender) => [spender, UNLIMITED]));
  readonly notifications: SimNotification[] = [];
  readonly earnings: SimEarning[] = [];
  readonly readonlyKeys = new Set<string>();
  readonly builderKeys: { readonly key: string; readonly createdAt: string; revokedAt?: string }[] = [];
  closedOnly = false;
  isBanned = false;
  /** Made since May 2026: only its deposit wallet may trade (polymarket.md section 5). */
  needsDepositWallet = false;
  /** Leaves it to the venue's redeemer to turn what it holds into dollars once a market is resolved. */
  autoRedeems = true;
  tier = "Standard";
  /** Deposits on chain that the venue has not looked at yet. */
  private unseen = 0;
  private unseenGrants: (() => void)[] = [];
  private nextNotification = 1;

  constructor(
    /** In lower case. */
    readonly address: string,
    openingCollateral: number,
  ) {
    this.collateral = openingCollateral;
  }

  tokensOf(token: string): number {
    return this.tokens.get(token) ?? 0;
  }

  /** Moves contracts of a token, in micros; negative takes away. */
  moveTokens(token: string, micros: number): void {
    this.tokens.set(token, this.tokensOf(token) + micros);
  }

  /** Puts collateral into the wallet on chain: the venue sees it after a refresh. */
  deposit(micros: number): void {
    this.unseen += micros;
  }

  /** Changes on chain what a contract may move, in micros as text: the venue sees it after a refresh. */
  approve(asset: "collateral" | "contracts", spender: string, amount: string): void {
    const granted = asset === "collateral" ? this.allowances : this.approvals;
    this.unseenGrants.push(() => granted.set(spender, amount));
  }

  /** What `/balance-allowance/update` does. */
  refresh(): void {
    this.collateral += this.unseen;
    this.unseen = 0;
    for (const grant of this.unseenGrants.splice(0)) grant();
  }

  notify(type: number, owner: string, payload: object, nowMs: number): void {
    const id = this.nextNotification++;
    this.notifications.push({ id, type, owner, payload, timestamp: Math.floor(nowMs / 1000) });
    if (this.notifications.length > NOTIFICATIONS_MAX) this.notifications.shift();
  }

  dropNotifications(ids: ReadonlySet<string>): void {
    const kept = this.notifications.filter(({ id }) => !ids.has(String(id)));
    this.notifications.splice(0, this.notifications.length, ...kept);
  }
}
