const bytes = (hex: string) => {
  const copy = new Uint8Array(new ArrayBuffer(hex.length / 2));
  copy.set(Buffer.from(hex, "hex"));
  return copy;
};

/**
 * An order whose signature is known: the order "limit-buy-001-eoa" of the shared vectors, signed by the official client. The key is the
 * first of the public keys that Ethereum's development tools print; it guards nothing.
 */
export const KNOWN_ORDER = {
  secret: bytes("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
  address: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
  digest: bytes("3cb413c651ddc9d4e1629a08e947212ae138810c207cc2066c22f866351c75a4"),
  signature: bytes(
    "9a677375252634b97c40dfef4e5d8e1389543e4c0bdcc28d143895e6e0783388" +
      "0434e80fa3cf568b4efc84ee07fa49fb653f81fa2db4669d841f1357391197051c",
  ),
} as const;
