import { type Address, type DerivedKind, deriveWallets, type WalletKind } from "@augury/signing";
import type { SignatureType } from "./account-wallet.ts";
import { type Finding, fail, fine, warn } from "./finding.ts";

/** Kinds of wallet by signature type (polymarket.md section 5). */
export const WALLET_KINDS: readonly { readonly kind: WalletKind; readonly title: string }[] = [
  { kind: "eoa", title: "plain key" },
  { kind: "proxy", title: "proxy" },
  { kind: "safe", title: "Safe" },
  { kind: "depositWallet", title: "deposit wallet" },
];
const CHAIN_ID = 137;

/**
 * Compares the address that holds the money with the ones at which the venue makes wallets for this key. A wallet of another kind is
 * certainly a wrong signature type: every order would be an invalid signature. An unknown one may have been made elsewhere.
 */
export function judgeFunder(signatureType: SignatureType, owner: Address, funder: Address): Finding {
  const found = WALLET_KINDS.findIndex(({ kind }) => walletsOf(kind, owner).includes(funder));
  const title = WALLET_KINDS[signatureType]?.title;
  if (found === signatureType) return fine(`${funder} is where Polymarket makes this key's ${title}`);
  if (found >= 0)
    return fail(
      `${funder} is this key's ${WALLET_KINDS[found]?.title}, and POLY_SIGNATURE_TYPE says ${title}`,
      `set POLY_SIGNATURE_TYPE: ${found}`,
    );
  return warn(
    `${funder} is not where Polymarket makes this key's ${title}`,
    `look whether the key is this wallet's owner${placeOf(signatureType, owner)}`,
  );
}

/** Returns where the venue makes the key's wallet of this kind, as the end of an advice. */
export function placeOf(signatureType: SignatureType, owner: Address): string {
  const { kind, title } = WALLET_KINDS[signatureType] ?? { kind: "eoa" as const, title: "" };
  const wallets = walletsOf(kind, owner);
  return wallets.length === 0 ? "" : `: Polymarket makes its ${title} at ${wallets.join(" or ")}`;
}

function walletsOf(kind: WalletKind, owner: Address): readonly Address[] {
  return kind === "eoa" ? [] : deriveWallets(kind satisfies DerivedKind, owner, CHAIN_ID);
}
