import { assert } from "@augury/core";
import { isSecretName } from "./secret-names.ts";

export const REDACTED = "[redacted]";

export interface RedactorBounds {
  /** Registered secret values. */
  readonly secretsMax: number;
  /** Levels of nesting that are copied; what lies deeper becomes a mark. */
  readonly depthMax: number;
  /** Entries of one object or list. */
  readonly entriesMax: number;
  /** Characters of one text. */
  readonly textMax: number;
}

export const REDACTOR_BOUNDS: RedactorBounds = { secretsMax: 64, depthMax: 4, entriesMax: 32, textMax: 2048 };

/** Texts that are secret by their shape: PEM private keys, bearer headers, passwords inside a URL. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, REDACTED],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${REDACTED}`],
  [/(:\/\/)[^/\s:@]*:[^/\s@]+@/g, `$1${REDACTED}@`],
];

/** Below this a secret is hidden only where it is a whole text: as a part it would blot out ordinary words. */
const PART_LENGTH_MIN = 6;

/**
 * Turns anything into plain, bounded JSON data without secrets: by field name, by registered value, by shape.
 * Whatever is written to a log goes through here.
 */
export class Redactor {
  private secrets: readonly string[] = [];

  constructor(private readonly bounds: RedactorBounds = REDACTOR_BOUNDS) {}

  /** Registers a secret's value, so that it is hidden wherever it turns up. Blank texts are ignored. */
  add(secret: string): void {
    // A key read from a file ends in a line feed that a copy of it may lack.
    const value = secret.trim();
    if (value === "" || this.secrets.includes(value)) return;
    assert(this.secrets.length < this.bounds.secretsMax, `at most ${this.bounds.secretsMax} secrets are registered`);
    // Longest first: hiding a part would leave the rest of a longer one standing.
    this.secrets = [...this.secrets, value].toSorted((a, b) => b.length - a.length);
  }

  /** Returns `text` without secrets and cut to the bound. */
  text(text: string): string {
    let clean = text;
    for (const secret of this.secrets) {
      if (clean === secret) return REDACTED;
      if (secret.length >= PART_LENGTH_MIN) clean = clean.replaceAll(secret, REDACTED);
    }
    for (const [shape, replacement] of SHAPES) clean = clean.replace(shape, replacement);
    const { textMax } = this.bounds;
    return clean.length <= textMax ? clean : `${clean.slice(0, textMax)}… (${clean.length} characters)`;
  }

  /** Returns a copy of `value` that JSON can carry. Never throws: a getter that does becomes a mark. */
  value(value: unknown, depth = 0): unknown {
    if (typeof value === "string") return this.text(value);
    if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
    if (value === null || typeof value === "boolean" || value === undefined) return value;
    if (typeof value === "bigint") return value.toString();
    if (typeof value !== "object") return `[${typeof value}]`;
    try {
      return this.object(value, depth);
    } catch {
      return "[unreadable]";
    }
  }

  private object(value: object, depth: number): unknown {
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString();
    if (depth >= this.bounds.depthMax) return "[too deep]";
    if (value instanceof Error) return this.error(value, depth);
    if (Array.isArray(value)) return this.list(value, depth);
    return this.record(Object.entries(value), depth);
  }

  private error(error: Error, depth: number): unknown {
    const known = { name: error.name, message: error.message, stack: error.stack, cause: error.cause };
    return this.record([...Object.entries(known), ...Object.entries(error)], depth);
  }

  private list(list: readonly unknown[], depth: number): unknown[] {
    const { entriesMax } = this.bounds;
    const out = list.slice(0, entriesMax).map((entry) => this.value(entry, depth + 1));
    if (list.length > entriesMax) out.push(`… ${list.length - entriesMax} more`);
    return out;
  }

  private record(entries: readonly (readonly [string, unknown])[], depth: number): Record<string, unknown> {
    const { entriesMax } = this.bounds;
    const out = entries
      .slice(0, entriesMax)
      .map(([key, value]) => [this.text(key), this.field(key, value, depth)] as const);
    if (entries.length > entriesMax) out.push(["…", `${entries.length - entriesMax} more`]);
    return Object.fromEntries(out);
  }

  private field(key: string, value: unknown, depth: number): unknown {
    return isSecretName(key) && value !== undefined && value !== null ? REDACTED : this.value(value, depth + 1);
  }
}
