import {
  type Hex,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  type TransactionSerializedEIP1559,
} from "viem";

/** What a node does with a transaction that it is sent. */
export type SendFate =
  | "mine"
  | "revert"
  /** Answers with an error and does not take it. */
  | "refuse"
  /** Takes it, and the answer never comes. */
  | "lose_reply"
  /** Neither takes it nor answers. */
  | "lose_request"
  /** Takes it and mines it, and says that it has had it already. */
  | "already_known"
  /** Takes it and never mines it. */
  | "stall"
  /** Answers with status 502 from something before it, and does not take it. */
  | "bad_gateway";

export interface FakeNodeOptions {
  readonly chainId?: number;
  /** The fate of each transaction; the last one holds for all that follow. */
  readonly fates?: readonly SendFate[];
  readonly nonce?: number;
  /** Times a transaction is not found after it was taken. */
  readonly lookupsLate?: number;
  /** Answer of `eth_call`, one word. */
  readonly callAnswer?: bigint;
  /** Estimates fail with this message from the given call on. */
  readonly estimateError?: { readonly message: string; readonly fromCall: number };
  readonly baseFeePerGas?: bigint;
}

export interface TakenTransaction {
  readonly hash: Hex;
  readonly from: Hex;
  readonly to: Hex;
  readonly data: Hex;
  readonly nonce: number;
  readonly chainId: number;
}

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: readonly never[];
}

const BLOCK = 1_000;

/** A JSON-RPC node on a socket of this machine, with one chain of its own: a block more at every question for the newest. */
export class FakeNode {
  /** Every transaction that reached it, taken or not. */
  readonly received: TakenTransaction[] = [];
  readonly asked: string[] = [];
  private readonly taken = new Map<
    Hex,
    { readonly isReverted: boolean; readonly isMined: boolean; lookupsLate: number }
  >();
  private readonly server = Bun.serve({ port: 0, idleTimeout: 60, fetch: (request) => this.answer(request) });
  private latest = BLOCK;
  private estimates = 0;

  constructor(private readonly options: FakeNodeOptions = {}) {}

  get url(): string {
    return `http://127.0.0.1:${this.server.port}/key-in-the-path`;
  }

  /** Lets whatever stalled be mined. */
  mineAll(): void {
    for (const [hash, one] of this.taken) this.taken.set(hash, { ...one, isMined: true });
  }

  stop(): Promise<void> {
    return this.server.stop(true);
  }

  private async answer(request: globalThis.Request): Promise<Response> {
    const call = (await request.json()) as Request;
    this.asked.push(call.method);
    const told = await this.tell(call);
    if (told instanceof Response) return told;
    return Response.json({ jsonrpc: "2.0", id: call.id, ...told });
  }

  private async tell({ method, params }: Request): Promise<{ result: unknown } | { error: unknown } | Response> {
    switch (method) {
      case "eth_chainId":
        return { result: hex(this.options.chainId ?? 137) };
      case "eth_getTransactionCount":
        return { result: hex((this.options.nonce ?? 5) + this.taken.size) };
      case "eth_estimateGas":
        return this.estimate();
      case "eth_maxPriorityFeePerGas":
        return { result: hex(30_000_000_000n) };
      case "eth_getBlockByNumber":
        return { result: this.block() };
      case "eth_blockNumber":
        return { result: hex(this.latest++) };
      case "eth_call":
        return { result: `0x${(this.options.callAnswer ?? 1n).toString(16).padStart(64, "0")}` };
      case "eth_sendRawTransaction":
        return this.take(params[0]);
      case "eth_getTransactionReceipt":
        return { result: this.receiptOf(params[0]) };
      case "eth_getTransactionByHash":
        return { result: this.transactionOf(params[0]) };
      default:
        return { error: { code: -32601, message: `no such method ${method}` } };
    }
  }

  private estimate() {
    const { estimateError } = this.options;
    return estimateError && ++this.estimates >= estimateError.fromCall
      ? { error: { code: 3, message: estimateError.message } }
      : { result: hex(200_000) };
  }

  private async take(
    serialized: TransactionSerializedEIP1559,
  ): Promise<{ result: Hex } | { error: object } | Response> {
    const { chainId, data = "0x", nonce = 0, to } = parseTransaction(serialized);
    const from = await recoverTransactionAddress({ serializedTransaction: serialized });
    const hash = keccak256(serialized);
    const { fates = ["mine"] } = this.options;
    const fate = fates[Math.min(this.received.length, fates.length - 1)] as SendFate;
    this.received.push({ hash, from, to: to as Hex, data, nonce, chainId });
    if (fate === "refuse") return { error: { code: -32000, message: "insufficient funds for gas * price + value" } };
    if (fate === "bad_gateway") return new Response("upstream", { status: 502 });
    if (fate !== "lose_request") {
      const { lookupsLate = 0 } = this.options;
      this.taken.set(hash, { isReverted: fate === "revert", isMined: fate !== "stall", lookupsLate });
    }
    if (fate === "already_known") return { error: { code: -32000, message: "already known" } };
    return fate === "lose_reply" || fate === "lose_request" ? new Promise(() => {}) : { result: hash };
  }

  private receiptOf(hash: Hex): object | null {
    const one = this.taken.get(hash);
    if (!one?.isMined || one.lookupsLate > 0) return null;
    const zeros = `0x${"0".repeat(64)}`;
    return {
      transactionHash: hash,
      blockHash: zeros,
      blockNumber: hex(BLOCK),
      transactionIndex: "0x0",
      status: one.isReverted ? "0x0" : "0x1",
      gasUsed: hex(150_000),
      cumulativeGasUsed: hex(150_000),
      effectiveGasPrice: hex(1),
      from: zeros.slice(0, 42),
      to: zeros.slice(0, 42),
      contractAddress: null,
      logs: [],
      logsBloom: `0x${"0".repeat(512)}`,
      type: "0x2",
    };
  }

  private transactionOf(hash: Hex): object | null {
    const one = this.taken.get(hash);
    if (!one) return null;
    if (one.lookupsLate > 0) {
      one.lookupsLate--;
      return null;
    }
    return { hash, blockHash: null, blockNumber: null, nonce: "0x0", type: "0x2", value: "0x0", gas: "0x0" };
  }

  private block(): object {
    const { baseFeePerGas = 100_000_000_000n } = this.options;
    return { number: hex(this.latest), baseFeePerGas: hex(baseFeePerGas), timestamp: "0x1", transactions: [] };
  }
}

function hex(number: number | bigint): Hex {
  return `0x${number.toString(16)}`;
}
