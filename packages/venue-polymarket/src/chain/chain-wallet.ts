import { err, ok, type Result } from "@augury/core";
import { type Address, type ChainId, deriveWallets, parseAddress, type WalletKind } from "@augury/signing";
import { ChainError } from "./chain-error.ts";
import { CHAIN_NAMES } from "./contracts.ts";

/** Who acts: the key that signs, and the wallet that holds. */
export interface ChainWallet {
  readonly kind: WalletKind;
  readonly owner: Address;
  /** The wallet with the money and the contracts; of a plain key the key itself. */
  readonly address: Address;
}

/** A wallet as it is named by a user. */
export interface WalletRequest {
  readonly kind: WalletKind;
  readonly owner: string;
  /** The wallet with the funds. A proxy and a Safe are found by their owner where it is left out. */
  readonly funder?: string | undefined;
}

/** Returns the wallet; fails where owner and funder are no addresses or do not go together. */
export function resolveWallet(
  { funder, kind, owner }: WalletRequest,
  chainId: ChainId,
): Result<ChainWallet, ChainError> {
  const signer = parseAddress(owner);
  const named = funder === undefined ? undefined : parseAddress(funder);
  if (signer === undefined) return bad('the owner is "0x" and 40 hexadecimal digits, with a right checksum');
  if (funder !== undefined && named === undefined)
    return bad('the funder is "0x" and 40 hexadecimal digits, with a right checksum');
  if (kind === "eoa")
    return named === undefined || named === signer
      ? ok({ kind, owner: signer, address: signer })
      : bad("a plain key holds its money itself: leave the funder out, or name the kind of wallet");
  const [derived, ...others] = deriveWallets(kind, signer, chainId);
  if (kind === "proxy" && derived === undefined)
    return err(new ChainError("unknown_contract", `the proxy factory of ${CHAIN_NAMES[chainId]} is not known`));
  // The factory finds the wallet by the key that calls it: it would act on another wallet than the one named.
  if (kind === "proxy" && named !== undefined && named !== derived)
    return bad(`the proxy of ${signer} is ${derived}, not ${named}`);
  const address = named ?? (others.length === 0 ? derived : undefined);
  if (address === undefined)
    return bad(
      derived === undefined
        ? "name the wallet with the funds: where the venue makes it on this chain is not known"
        : `name the wallet with the funds: it is ${[derived, ...others].join(" or ")}`,
    );
  return ok({ kind, owner: signer, address });
}

function bad(message: string): Result<never, ChainError> {
  return err(new ChainError("bad_request", message));
}
