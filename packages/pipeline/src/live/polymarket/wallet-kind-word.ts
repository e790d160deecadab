import type { WalletKind } from "@augury/signing";

const WORDS: Readonly<Record<WalletKind, string>> = {
  eoa: "eoa",
  proxy: "proxy",
  safe: "safe",
  depositWallet: "deposit",
};

/** Returns a kind of wallet as the configuration spells it. */
export function walletKindWord(kind: WalletKind): string {
  return WORDS[kind];
}
