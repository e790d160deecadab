import { createPublicClient, forkEnvironmentConfig } from "@polymarket/client";
import {
  prepareErc20Approval,
  prepareErc1155ApprovalForAll,
  prepareGaslessTransaction,
  prepareMergePositions,
  prepareRedeemPositions,
  prepareSplitPosition,
} from "@polymarket/client/actions";
import type { Hex } from "viem";
import type { ChainMarketKind } from "./chain-operation.ts";
import type { ChainCall } from "./operation-calls.ts";

/** What the official client would have signed or sent. */
interface Asked {
  readonly kind: string;
  readonly request?: { readonly to: string; readonly data: Hex; readonly chainId: number };
  readonly payload?: unknown;
}

type OfficialClient = Parameters<typeof prepareSplitPosition>[0];
type Workflow = AsyncGenerator<unknown, unknown, never>;
const SIGNATURE = `0x${"11".repeat(64)}1b`;
const WALLET_TYPE = { eoa: 0, proxy: 1, safe: 2, depositWallet: 3 } as const;

/** The count that the relayer says for every wallet. */
export const RELAYER_NONCE = 7n;

/** The official client in front of a relayer, a Gamma and a node of ours, for one wallet. It has no key: its workflows are driven by hand. */
export class OfficialChain {
  /** Bodies that it handed to the relayer. */
  readonly submitted: Record<string, unknown>[] = [];
  private readonly server = Bun.serve({ port: 0, fetch: (request) => this.answer(request) });
  private readonly client: OfficialClient;
  private market: object = {};

  constructor(
    kind: keyof typeof WALLET_TYPE,
    readonly owner: string,
    wallet: string,
  ) {
    const url = `http://127.0.0.1:${this.server.port}`;
    const environment = forkEnvironmentConfig({ name: "here", rpc: url, relayer: { rest: url }, gamma: { rest: url } });
    let base: object = {};
    createPublicClient({ environment }).extend((client) => {
      base = client;
      return {};
    });
    const account = { account: { walletType: WALLET_TYPE[kind], wallet, signer: owner }, supportsGasless: true };
    const own: Readonly<Record<PropertyKey, unknown>> = { ...account, isSecureClient: () => true };
    // The client keeps its parts private; only whose wallet it is, it is told by us.
    this.client = new Proxy(base, {
      get: (target, name) => {
        if (name in own) return own[name];
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    }) as OfficialClient;
  }

  /** Says what Gamma answers of the one market. */
  list({ conditionId, kind, yes, no }: { conditionId: string; kind: ChainMarketKind; yes: string; no: string }): void {
    this.market = {
      id: "1",
      conditionId,
      negRisk: kind === "negRisk",
      marketMakerAddress: "",
      outcomes: '["Yes","No"]',
      clobTokenIds: JSON.stringify([yes, no]),
    };
  }

  async operation(kind: "split" | "merge" | "redeem", conditionId: string, amount: bigint): Promise<Asked> {
    const request = { conditionId, amount };
    if (kind === "split") return first(await prepareSplitPosition(this.client, request as never));
    if (kind === "merge") return first(await prepareMergePositions(this.client, request as never));
    return first(await prepareRedeemPositions(this.client, { conditionId } as never));
  }

  async approve(tokenAddress: string, spenderAddress: string, amount: bigint): Promise<Asked> {
    return first(await prepareErc20Approval(this.client, { amount, spenderAddress, tokenAddress } as never));
  }

  async approveForAll(tokenAddress: string, operatorAddress: string): Promise<Asked> {
    return first(await prepareErc1155ApprovalForAll(this.client, { operatorAddress, tokenAddress } as never));
  }

  /** Lets it make the wallet's own transaction of some calls, and hand it in. */
  async gasless(calls: readonly Pick<ChainCall, "to" | "data" | "value">[]): Promise<Asked> {
    const workflow = (await prepareGaslessTransaction(this.client, { calls, metadata: "" } as never)) as Workflow;
    await workflow.next();
    const asked = (await workflow.next(this.owner as never)).value as Asked;
    await workflow.next(SIGNATURE as never);
    return asked;
  }

  stop(): Promise<void> {
    return this.server.stop(true);
  }

  private async answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/v1/account/transactions/params")
      return Response.json({ address: this.owner, nonce: String(RELAYER_NONCE) });
    if (pathname === "/markets/keyset") return Response.json({ markets: [this.market] });
    const body = (await request.json()) as Record<string, unknown>;
    if (pathname === "/submit") {
      this.submitted.push(body);
      return Response.json({ transactionID: "1", state: "STATE_NEW", transactionHash: null });
    }
    const isBalances = body.method === "eth_call";
    return Response.json({ jsonrpc: "2.0", id: body.id, result: isBalances ? BALANCES : "0x5208" });
  }
}

/** Two balances, each more than is ever merged. */
const BALANCES = `0x${[32n, 2n, 1n << 60n, 1n << 60n].map((word) => word.toString(16).padStart(64, "0")).join("")}`;

async function first(workflow: unknown): Promise<Asked> {
  return (await (workflow as Workflow).next()).value as Asked;
}
