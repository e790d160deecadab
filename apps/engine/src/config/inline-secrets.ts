import { isSecretName } from "@augury/telemetry";
import type { ConfigPath } from "./yaml-source.ts";

/** A place where a secret itself seems to stand. */
export interface InlineSecret {
  readonly path: ConfigPath;
  /** True when the name gives it away, false when the text does. */
  readonly byName: boolean;
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const USER_INFO = /^[a-z][a-z0-9+.-]*:\/\/[^/\s@]*:[^/\s@]*@/i;

/** Returns every place of a document that seems to hold a secret instead of naming where one is kept. Bounded by the document's own bounds. */
export function findInlineSecrets(value: unknown, path: ConfigPath = []): InlineSecret[] {
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, child]) =>
      findInlineSecrets(child, [...path, Array.isArray(value) ? Number(key) : key]),
    );
  if (value === null || value === undefined || typeof value === "boolean") return [];
  const key = path.findLast((step) => typeof step === "string");
  if (key !== undefined && isSecretName(key as string)) return [{ path, byName: true }];
  return typeof value === "string" && (PRIVATE_KEY.test(value) || USER_INFO.test(value))
    ? [{ path, byName: false }]
    : [];
}
