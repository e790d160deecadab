import { z } from "zod";

/** A number that may come as text ("69"). Becomes a number. */
export const NumberOrText = z.union(
  [
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/)
      .transform(Number)
      .pipe(z.number()),
  ],
  { error: "must be a number, as such or as text" },
);

export const NullableNumber = z.number().nullable();

/** A number that may be null or missing. */
export const MaybeNumber = z.number().nullish();

/** A time in ISO 8601, kept as text. */
export const IsoTime = z.string().refine((text) => !Number.isNaN(Date.parse(text)), {
  error: "must be a time in ISO 8601",
});

/** Last second that a Date can hold. */
export const UNIX_SECONDS_MAX = 8.64e12;
/** A time in Unix seconds. */
export const UnixSeconds = z.number().nonnegative().max(UNIX_SECONDS_MAX);
/** A time in Unix milliseconds. */
export const UnixMs = z
  .number()
  .nonnegative()
  .max(UNIX_SECONDS_MAX * 1000);

/** Returns the ms since the epoch of an ISO text, or `undefined` when there is none. */
export function isoToMs(text: string | null | undefined): number | undefined {
  return text ? Date.parse(text) : undefined;
}

/**
 * One of several shapes. Its error names the field that fails in the shape which fits best: a plain union says only "invalid input".
 */
export function oneShapeOf<Shapes extends readonly [z.ZodType, ...z.ZodType[]]>(...shapes: Shapes) {
  return z.union(shapes, { error: (issue) => describeUnion(issue) });
}

type Issue = z.core.$ZodIssue;

function describeUnion(issue: z.core.$ZodRawIssue): string {
  const errors = issue.code === "invalid_union" ? (issue.errors as Issue[][]) : [];
  const found = errors.flat().toSorted((a, b) => b.path.length - a.path.length)[0];
  if (found === undefined) return "has none of the known shapes";
  return found.path.length > 0 ? `${found.path.join(".")}: ${found.message}` : found.message;
}

/** Returns fields that we know of and do not use: anything may stand there, and none of them counts as drift. */
export function unused<const Name extends string>(...names: Name[]): Record<Name, z.ZodOptional<z.ZodUnknown>> {
  return Object.fromEntries(names.map((name) => [name, z.unknown().optional()])) as Record<
    Name,
    z.ZodOptional<z.ZodUnknown>
  >;
}
