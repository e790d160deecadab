/** Largest offset that is asked for: far beyond what Gamma lists, and an end to a listing that never ends. */
export const OFFSET_MAX = 1_000_000;

/**
 * How offset listings go on: by as many rows as came, until none do. A short page is no end: Gamma cuts a limit that is too large down
 * without a word.
 */
export const OFFSET_PAGING = {
  next: (rows: readonly unknown[], { offset }: { readonly offset: number }) => nextOffset(offset, rows.length),
  items: <Row>(rows: readonly Row[]) => rows,
} as const;

interface Threaded {
  readonly parentCommentID?: string | null | undefined;
}

/** Comments: limit and offset count those at the top, their replies come on top of that. */
export const COMMENT_PAGING = {
  next: (rows: readonly Threaded[], { offset }: { readonly offset: number }) =>
    nextOffset(offset, rows.filter(({ parentCommentID }) => !parentCommentID).length),
  items: <Row>(rows: readonly Row[]) => rows,
} as const;

/** How keyset listings go on (polymarket.md section 13): by `next_cursor`, never by the length of a page. */
export function nextCursor(cursor: string | null | undefined): { after_cursor: string } | undefined {
  return cursor ? { after_cursor: cursor } : undefined;
}

function nextOffset(offset: number, rows: number): { offset: number } | "unreachable" | undefined {
  if (rows === 0) return undefined;
  return offset + rows > OFFSET_MAX ? "unreachable" : { offset: offset + rows };
}
