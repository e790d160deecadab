import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** A secret in one of the forms in which it could leak. */
interface Needle {
  readonly secret: string;
  readonly form: string;
  readonly bytes: Buffer;
}

/** Looks for secrets in bytes, in every form that a program might print, store or dump them in. */
export class SecretSearch {
  private readonly needles: Needle[] = [];

  /** A key as bytes: as it is, in hexadecimal of both cases, Base64 of both alphabets, decimal lists, and as a wide text. */
  addBytes(secret: string, bytes: Uint8Array): this {
    const raw = Buffer.from(bytes);
    const hex = raw.toString("hex");
    this.add(secret, "bytes", raw);
    this.addText(secret, "hex", hex);
    this.addText(secret, "HEX", hex.toUpperCase());
    // Base64 of the middle of something longer looks different at each of three offsets.
    for (const skip of [0, 1, 2]) {
      const inner = raw.subarray(skip, raw.length - ((raw.length - skip) % 3));
      this.addText(secret, `Base64 at ${skip}`, inner.toString("base64"));
      this.addText(secret, `Base64url at ${skip}`, inner.toString("base64url"));
    }
    for (const between of [",", ", ", " ", ",\n"]) this.addText(secret, "decimal", [...raw].join(between));
    return this;
  }

  /** A text that is secret as it stands; encoded once more as well. */
  addSecretText(secret: string, text: string): this {
    this.addText(secret, "text", text);
    return this.addBytes(`${secret}, as text`, Buffer.from(text));
  }

  /** Returns where and in which form secrets are in these bytes: one line each. */
  inBytes(place: string, bytes: Uint8Array | string): string[] {
    const haystack = Buffer.from(bytes as string);
    return this.needles
      .filter((needle) => haystack.includes(needle.bytes))
      .map(({ form, secret }) => `${place}: ${secret} as ${form}`);
  }

  /** Searches every file below a folder. Returns the findings and how many bytes were read. */
  inFolder(folder: string): { readonly found: string[]; readonly files: number; readonly bytes: number } {
    const found: string[] = [];
    let [files, bytes] = [0, 0];
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      const path = join(folder, name);
      if (!statSync(path).isFile()) continue;
      const content = readFileSync(path);
      files++;
      bytes += content.length;
      found.push(...this.inBytes(name, content));
    }
    return { found, files, bytes };
  }

  private addText(secret: string, form: string, text: string): void {
    this.add(secret, form, Buffer.from(text));
    this.add(secret, `${form}, wide`, Buffer.from(text, "utf16le"));
  }

  private add(secret: string, form: string, bytes: Buffer): void {
    this.needles.push({ secret, form, bytes });
  }
}
