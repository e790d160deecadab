import { z } from "zod";

/**
 * How the offset listings go on: by as many rows as came, until none do. The venue bounds the offset (A14; on trades it has been seen to
 * stop near 1000), so what lies beyond is out of reach.
 */
export function offsetPaging(offsetMax: number) {
  return {
    next: (rows: readonly unknown[], { offset }: { readonly offset: number }) => {
      if (rows.length === 0) return undefined;
      return offset + rows.length > offsetMax ? ("unreachable" as const) : { offset: offset + rows.length };
    },
    items: <Row>(rows: readonly Row[]) => rows,
  };
}

const Pagination = z.object({
  limit: z.int().nullish(),
  offset: z.int().nullish(),
  has_more: z.boolean().nullish(),
  next_cursor: z.string().nullish(),
});

/** A page of version 2. */
export function pageOf<Row>(row: z.ZodType<Row>) {
  return z.object({ data: z.array(row), pagination: Pagination });
}

/** The envelope of what version 2 does not page. */
export function envelopeOf<Value>(value: z.ZodType<Value>) {
  return z.object({ data: value });
}

interface Page {
  readonly data: readonly unknown[];
  readonly pagination: z.infer<typeof Pagination>;
}

/** How version 2 goes on: by cursor alone, all other parameters as before. */
export const CURSOR_PAGING = {
  next: ({ pagination }: Page) => (pagination.next_cursor ? { cursor: pagination.next_cursor } : undefined),
  items: ({ data }: Page) => data,
} as const;

export function cursor() {
  return z.string().trim().min(1).max(4096).optional().describe("Where to go on: next_cursor of the page before.");
}
