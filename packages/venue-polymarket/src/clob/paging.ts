import { z } from "zod";

/** The cursor before the first page, and the one that says that there is no more: base64 of "0" and "-1" (polymarket.md section 3). */
export const CURSOR_START = "MA==";
export const CURSOR_END = "LTE=";

export function cursor() {
  return z
    .string()
    .trim()
    .min(1)
    .default(CURSOR_START)
    .describe(`Where to go on: next_cursor of the page before; ${CURSOR_START} is the beginning.`);
}

/** One page of a listing. An empty one may come as null. */
export function cursorPage<T>(item: z.ZodType<T>) {
  return z.object({
    limit: z.number().optional(),
    count: z.number().optional(),
    next_cursor: z.string().nullish(),
    data: z
      .array(item)
      .nullable()
      .transform((items) => items ?? []),
  });
}

interface Page {
  readonly next_cursor?: string | null | undefined;
  readonly data: readonly unknown[];
}

/** How all cursor listings of the CLOB go on. */
export const CURSOR_PAGING = {
  next: ({ next_cursor }: Page) =>
    next_cursor === undefined || next_cursor === null || next_cursor === "" || next_cursor === CURSOR_END
      ? undefined
      : { next_cursor },
  items: ({ data }: Page) => data,
} as const;
