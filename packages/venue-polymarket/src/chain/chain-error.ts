/** Why an operation on chain cannot be planned or was not sent. */
export type ChainErrorCode =
  /** The request itself is wrong: a size, an id, an address. */
  | "bad_request"
  /** The chain has no such contract that we know of. */
  | "unknown_contract"
  /** Possible in principle, refused here: the message says why. */
  | "refused"
  /** The market's outcome is not final. */
  | "not_resolved"
  /** The node is on another chain than the plan, or the key is not the plan's. */
  | "mismatch"
  /** The node says that the transaction would fail; nothing was sent. */
  | "would_revert"
  /** The node did not answer, or not in its protocol; nothing was sent. */
  | "rpc";

/** An expected failure of planning or sending, before anything has left. Carries no key. */
export class ChainError extends Error {
  override readonly name = "ChainError";
  constructor(
    readonly code: ChainErrorCode,
    message: string,
  ) {
    super(message);
  }
}
