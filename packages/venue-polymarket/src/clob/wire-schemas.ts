import { z } from "zod";

/** A decimal number, kept as text: whoever calculates with it does so without floating point. Some answers print it as a number. */
export const DecimalText = z.union([z.string().regex(/^-?\d+(\.\d+)?$/), z.number().transform(String)], {
  error: "must be a decimal number",
});

/** A time as text: Unix seconds or ms, or ISO 8601 in some answers. */
export const TimeText = z.union([z.string(), z.number().transform(String)]);

/** A number that some answers print as text. */
export const LooseNumber = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);

/** A list that an empty answer prints as null. */
export function listOf<T>(item: z.ZodType<T>) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

/** Fields that we know of and do not use: anything may stand there, and none of them counts as drift. */
export function unused<const Name extends string>(...names: Name[]): Record<Name, z.ZodOptional<z.ZodUnknown>> {
  return Object.fromEntries(names.map((name) => [name, z.unknown().optional()])) as Record<
    Name,
    z.ZodOptional<z.ZodUnknown>
  >;
}
