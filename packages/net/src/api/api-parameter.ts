import { err, ok, type Result } from "@augury/core";
import { VenueError } from "@augury/model";
import { z } from "zod";

/** One parameter of a method, as documentation, forms and the command line show it. */
export interface ApiParameter {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** Checks one value; takes the text of a command line or form as well as the plain value. */
  readonly schema: z.ZodType;
}

/** Returns the parameters that an object schema describes, in its order. */
export function listParameters(params: z.ZodObject): ApiParameter[] {
  return Object.entries(params.shape as Record<string, z.ZodType>).map(([name, schema]) => ({
    name,
    description: describe(schema),
    required: !schema.safeParse(undefined).success,
    schema,
  }));
}

/** A description stays where it was given, also below an `optional()` or default. */
function describe(schema: z.ZodType): string {
  if (schema.description !== undefined) return schema.description;
  const isWrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
  return isWrapped ? describe(schema.unwrap() as z.ZodType) : "";
}

/** What has parameters: a method or a stream. */
export interface Parameterized<Params extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly params: Params;
  readonly parameters: readonly ApiParameter[];
}

/** Returns the parameters as the method takes them, or an error that names the first one that does not fit. Nothing has been sent then. */
export function parseParams<Params extends z.ZodObject>(
  source: string,
  method: Parameterized<Params>,
  params: unknown,
): Result<z.output<Params>, VenueError> {
  const parsed = method.params.safeParse(params);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const field = issue && issue.path.length > 0 ? `parameter ${issue.path.join(".")}: ` : "";
  const known = method.parameters.map(({ name }) => name).join(", ") || "none";
  return err(
    new VenueError("rejected", "never", `${source} ${method.name}: ${field}${issue?.message ?? "does not fit"}`, {
      source,
      endpoint: method.name,
      hint: `parameters of ${method.name}: ${known}`,
    }),
  );
}
