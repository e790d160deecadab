import { textSum } from "../gamma/catalog.ts";

/** Somebody with a wallet. */
export interface Person {
  readonly wallet: string;
  readonly name: string;
  readonly pseudonym: string;
}

const NAMES = ["Ada", "Ben", "Cleo", "Dov", "Eve", "Finn", "Gus", "Hana", "Ivo", "Jun", "Kai", "Lea"];

/** Who trades at the fake venue besides the accounts. */
export const PEOPLE: readonly Person[] = NAMES.map((name, at) => ({
  wallet: `0x${(at + 16).toString(16).repeat(20)}`,
  name: name.toLowerCase(),
  pseudonym: `Made-Up-${name}`,
}));

/** The two parties of a trade between people: always the same for a transaction. */
export function partiesOf(transactionHash: string): readonly [taker: Person, maker: Person] {
  const first = textSum(transactionHash) % PEOPLE.length;
  const second = (first + 1 + (textSum(`${transactionHash}m`) % (PEOPLE.length - 1))) % PEOPLE.length;
  return [PEOPLE[first] as Person, PEOPLE[second] as Person];
}

/** Whoever a wallet belongs to; a wallet that nobody knows has no name. */
export function personOf(wallet: string): Person {
  return (
    PEOPLE.find((person) => person.wallet === wallet.toLowerCase()) ?? {
      wallet: wallet.toLowerCase(),
      name: "",
      pseudonym: "",
    }
  );
}
