const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * What holds a secret: printing, JSON, `inspect` and interpolation show `toString()` alone. Heirs keep the secret in `#private` fields,
 * which no spread, enumeration or structured clone reaches.
 */
export abstract class SecretHolder {
  /** Returns the holder's name and what of it may be known. */
  abstract toString(): string;

  toJSON(): string {
    return this.toString();
  }

  [INSPECT](): string {
    return this.toString();
  }
}
