import { z } from "zod";

/** A value, or the text of its JSON: how a command line hands over an object. */
export function jsonText<Schema extends z.ZodType>(schema: Schema) {
  const text = z.string().transform((json, context): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      context.addIssue({ code: "custom", message: "must be JSON" });
      return z.NEVER;
    }
  });
  return z.union([text.pipe(schema as z.ZodType<z.output<Schema>, unknown>), schema]) as unknown as z.ZodType<
    z.output<Schema>,
    string | z.input<Schema>
  >;
}
