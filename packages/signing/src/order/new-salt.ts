const words = new Uint32Array(2);

/** Returns 53 random bits for one order: the most that survive a JSON number. From the system's source, so two engines never agree. */
export function newSalt(): number {
  crypto.getRandomValues(words);
  return ((words[0] as number) & 0x1f_ffff) * 0x1_0000_0000 + (words[1] as number);
}
