import { badRequest } from "../account/refusal.ts";
import { intOf, type SimCall, textOf } from "./sim-call.ts";

export interface PageTerms {
  readonly limitDefault?: number;
  readonly limitMax?: number;
  readonly limitName?: string;
}

/** Returns the part of a list that the query asks for. The cursor is opaque to clients; here it is the next offset. */
export function pageOf<T>(
  call: SimCall,
  list: readonly T[],
  { limitDefault = 100, limitMax = 1000, limitName = "limit" }: PageTerms = {},
): { readonly page: readonly T[]; readonly cursor: string } {
  const { pageItemsMax = limitMax } = call.venue;
  const limit = Math.min(intOf(call, limitName) ?? limitDefault, limitMax, pageItemsMax);
  if (limit < 1) throw badRequest(`${limitName} must be positive`);
  const from = offsetOf(textOf(call, "cursor") ?? "");
  const next = from + limit;
  return { page: list.slice(from, next), cursor: next < list.length ? btoa(`offset ${next}`) : "" };
}

function offsetOf(cursor: string): number {
  if (cursor === "") return 0;
  try {
    const offset = /^offset (\d{1,9})$/.exec(atob(cursor))?.[1];
    if (offset !== undefined) return Number(offset);
  } catch {
    // No Base64: the same refusal.
  }
  throw badRequest("invalid cursor");
}
