import { z } from "zod";

/** Returns what a schema takes in a few words ("12 fields", "list of 4 fields"); "" where it takes anything at all. */
export function describeSchema(schema: z.ZodType): string {
  if (schema instanceof z.ZodObject) return fields(Object.keys(schema.shape).length);
  if (schema instanceof z.ZodArray) return `list of ${describeSchema(schema.element as z.ZodType) || "anything"}`;
  if (schema instanceof z.ZodRecord) return `map of ${describeSchema(schema.valueType as z.ZodType) || "anything"}`;
  if (schema instanceof z.ZodTuple) return "tuple";
  if (schema instanceof z.ZodUnion) {
    const options = (schema.options as z.ZodType[]).map(describeSchema);
    return options.some((one) => one === "") ? "" : [...new Set(options)].join(" or ");
  }
  if (schema instanceof z.ZodIntersection)
    return `${describeSchema(schema.def.left as z.ZodType)} and ${describeSchema(schema.def.right as z.ZodType)}`;
  if (schema instanceof z.ZodPipe) {
    const from = describeSchema(schema.def.in as z.ZodType);
    return from === "" || schema.def.in instanceof z.ZodTransform ? describeSchema(schema.def.out as z.ZodType) : from;
  }
  const inner = innerOf(schema);
  if (inner) return describeSchema(inner);
  if (schema instanceof z.ZodUnknown || schema instanceof z.ZodAny || schema instanceof z.ZodTransform) return "";
  return schema.def.type;
}

function fields(count: number): string {
  return `${count} ${count === 1 ? "field" : "fields"}`;
}

function innerOf(schema: z.ZodType): z.ZodType | undefined {
  const wrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodCatch ||
    schema instanceof z.ZodReadonly;
  if (wrapped) return schema.def.innerType as z.ZodType;
  return schema instanceof z.ZodLazy ? (schema.def.getter() as z.ZodType) : undefined;
}
