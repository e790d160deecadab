import type { SimCall } from "../sim-route.ts";
import { json, refuse } from "./answer.ts";

const END = "LTE=";

/** Answers with one page of a list: cursors are offsets in base64, "LTE=" (-1) after the last (polymarket.md section 3). */
export function pageOf({ query, world }: SimCall, list: readonly object[]): Response {
  const from = offsetOf(query.get("next_cursor") || "MA==");
  if (from === undefined) return refuse(400, "Invalid next cursor");
  const limit = world.pageItems;
  const data = from < 0 ? [] : list.slice(from, from + limit);
  const next = from < 0 || from + limit >= list.length ? END : btoa(String(from + limit));
  return json({ limit, count: data.length, next_cursor: next, data });
}

function offsetOf(cursor: string): number | undefined {
  try {
    const text = atob(cursor);
    return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}
