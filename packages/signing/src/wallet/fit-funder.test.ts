import { expect, test } from "bun:test";
import { SIGNATURE_TYPE, type WalletKind } from "../order/order-struct.ts";
import { type Address, parseAddress } from "./address.ts";
import { type DerivedKind, deriveWallets } from "./derived-wallet.ts";
import { explainFunder, fitFunder } from "./fit-funder.ts";

const OWNER = parseAddress("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266") as Address;
const STRANGER = parseAddress("0x0000000000000000000000000000000000000001") as Address;
const KINDS: readonly DerivedKind[] = ["proxy", "safe", "depositWallet"];
const placesOf = (kind: WalletKind) => (kind === "eoa" ? [OWNER] : deriveWallets(kind, OWNER, 137));
const ask = (kind: DerivedKind, funder: Address, chainId: 137 | 80002 = 137) => {
  const question = { kind, owner: OWNER, chainId };
  const fit = fitFunder(question, funder);
  return { fit, text: explainFunder(question, funder, fit) };
};

test.each(KINDS)("fitFunder: default: the key's own %s, and every other wallet of it under its name", (kind) => {
  for (const place of placesOf(kind)) expect(ask(kind, place)).toEqual({ fit: { fit: "made" }, text: undefined });
  for (const other of Object.keys(SIGNATURE_TYPE) as WalletKind[])
    if (other !== kind)
      for (const place of placesOf(other)) expect(ask(kind, place).fit).toEqual({ fit: "other_kind", kind: other });
});

test("fitFunder: behavior: a stranger is certainly no proxy or Safe, and might be a deposit wallet or on a chain unknown", () => {
  expect(ask("proxy", STRANGER).fit).toEqual({ fit: "not_made", places: placesOf("proxy") });
  expect(ask("safe", STRANGER, 80002).fit).toEqual({ fit: "not_made", places: placesOf("safe") });
  expect(ask("depositWallet", STRANGER).fit).toEqual({ fit: "unknown", places: placesOf("depositWallet") });
  expect(ask("proxy", STRANGER, 80002).fit).toEqual({ fit: "unknown", places: [] });
});

test("explainFunder: behavior: says what it is, and where the right one would be", () => {
  const [safe] = placesOf("safe");
  expect(ask("proxy", safe as Address).text).toBe(`${safe} is the Safe of ${OWNER}, not its proxy`);
  expect(ask("safe", OWNER).text).toBe(`${OWNER} is the key's own address, and its Safe is another`);
  expect(ask("safe", STRANGER).text).toBe(
    `${STRANGER} is not the Safe that Polymarket makes for ${OWNER}, which is at ${safe}`,
  );
  expect(ask("proxy", STRANGER, 80002).text).toBe(
    `whether ${STRANGER} is the proxy of ${OWNER} is not known on this chain`,
  );
});
