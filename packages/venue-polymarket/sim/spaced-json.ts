/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Prints JSON as the market channel does outside of snapshots: ", " after commas, nothing after colons (polymarket.md section 9). */
export function toSpacedJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(toSpacedJson).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    const fields = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}:${toSpacedJson(field)}`);
    return `{${fields.join(", ")}}`;
  }
  return JSON.stringify(value);
}
