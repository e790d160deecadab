import { z } from "zod";

export { LooseNumber, unused } from "../clob/wire-schemas.ts";

/** A decimal number, kept as text: whoever calculates with it does so without floating point. Some endpoints print it as a number. */
export const DecimalText = z.union([z.string(), z.number().transform(String)]);

/** An id, kept as text. Some endpoints print it as a number. */
export const IdText = z.union([z.string().min(1), z.int().transform(String)]);

/** Gamma prints some lists as JSON inside a string, some endpoints as a list (polymarket.md section 13): accepts both. */
export const JsonList = z.union(
  [
    z.array(z.string()),
    z.string().transform((text, context) => {
      const list = parseTexts(text);
      if (list) return list;
      context.addIssue({ code: "custom", message: "no JSON list" });
      return z.NEVER;
    }),
  ],
  { error: "must be a list of texts, or one as JSON inside a text" },
);

function parseTexts(text: string): string[] | undefined {
  // Never resolved, not yet listed: Gamma's empty texts are empty lists.
  if (text === "") return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((one) => typeof one === "string") ? list : undefined;
  } catch {
    return undefined;
  }
}
