import { z } from "zod";
import { SourceConfig } from "../source-config.ts";
import { parseJsonPath } from "./json-path.ts";
import { placesIn } from "./template.ts";

export const CUSTOM_BOUNDS = { methodsMax: 32, metricsMax: 64, headersMax: 16, parametersMax: 16 } as const;

/** Names that job definitions and the command line already give a meaning. */
const TAKEN = new Set(["alternativeme", "coingecko", "coinmarketcap", "polymarket", "kalshi", "custom"]);
/** Headers that belong to the connection. */
const OWN_HEADERS = /^(host|content-length|transfer-encoding|connection|upgrade|te|trailer|expect|proxy-.*)$/i;

const KebabName = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be in lower case, words joined by hyphens");
const SnakeName = z.string().regex(/^[a-z][a-z0-9_]{0,99}$/, "must be in lower case, words joined by underscores");
const Text = z.string().max(500);

const PathText = z.string().check(({ value, issues }) => {
  const parsed = parseJsonPath(value);
  if (!parsed.ok) issues.push({ code: "custom", message: parsed.error, input: value });
});

/** A header's value: only where it is kept, never the value itself. */
const HeaderRef = z.strictObject({
  env: z.string().regex(/^[A-Z_][A-Z0-9_]{0,127}$/, "must be the name of an environment variable in capitals"),
  prefix: z
    .string()
    .regex(/^[A-Za-z][\w-]* ?$/, 'must be a word such as "Bearer "')
    .optional(),
});

const CustomMetric = z
  .strictObject({
    name: SnakeName,
    description: Text.default(""),
    unit: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_/%]{0,31}$/, "must be a unit such as index, percent, USD, count, ratio or bps"),
    value: PathText.describe("Path to the number, which may also be text."),
    scale: z
      .number()
      .refine((scale) => scale !== 0, "must not be 0")
      .default(1)
      .describe("The value is multiplied by it."),
    min: z.number().optional().describe("Smallest value, after scaling; less is an error."),
    max: z.number().optional().describe("Largest value, after scaling; more is an error."),
    optional: z.boolean().default(false).describe("true: a missing or null value is no error and gives no metric."),
    labels: z
      .record(SnakeName, z.string().min(1).max(200))
      .default({})
      .describe("Texts; one that begins with $ is a path to the text, {name} is a parameter."),
    time: z
      .strictObject({ path: PathText, format: z.enum(["iso", "seconds", "milliseconds"]) })
      .optional()
      .describe("Where the source says what time the value is of."),
  })
  .check(({ value, issues }) => {
    for (const [label, text] of Object.entries(value.labels)) {
      const parsed = text.startsWith("$") ? parseJsonPath(text) : undefined;
      if (parsed?.ok === false)
        issues.push({ code: "custom", message: parsed.error, input: text, path: ["labels", label] });
    }
  });
export type CustomMetric = z.infer<typeof CustomMetric>;

const CustomParameter = z.strictObject({
  description: Text.default(""),
  default: z.string().min(1).max(200).optional().describe("Left out, the parameter is required."),
});

const QueryValue = z.union([z.string().max(500), z.number(), z.boolean()], {
  error: "must be text, number or boolean",
});

const CustomMethod = z
  .strictObject({
    name: KebabName,
    description: Text.default(""),
    path: z.string().regex(/^\/[^?#\\\s]*$/, "must begin with a slash and have no query, fragment or blank"),
    query: z.record(z.string().min(1), QueryValue).default({}),
    parameters: bounded(z.record(SnakeName, CustomParameter), CUSTOM_BOUNDS.parametersMax).default({}),
    metrics: z.array(CustomMetric).min(1).max(CUSTOM_BOUNDS.metricsMax),
  })
  .check(({ value, issues }) => {
    const problem = parameterProblem(value);
    if (problem) issues.push({ code: "custom", message: problem.message, input: value, path: problem.path });
  });
export type CustomMethod = z.infer<typeof CustomMethod>;

/** A source described in YAML: JSON over HTTP, read by GET. */
export const CustomSourceConfig = SourceConfig.omit({ baseUrl: true }).extend({
  name: KebabName.refine((name) => !TAKEN.has(name), "must not be the name of a shipped source or venue"),
  description: Text.default(""),
  url: SourceConfig.shape.baseUrl.unwrap().describe("Base address: https, without user, query and fragment."),
  headers: bounded(z.record(HeaderName(), HeaderRef), CUSTOM_BOUNDS.headersMax)
    .default({})
    .describe("Headers by name; their values come from the environment."),
  methods: z
    .array(CustomMethod)
    .min(1)
    .max(CUSTOM_BOUNDS.methodsMax)
    .refine((methods) => new Set(methods.map(({ name }) => name)).size === methods.length, "must have different names"),
});
export type CustomSourceConfig = z.infer<typeof CustomSourceConfig>;

function HeaderName() {
  return z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, "must be a header's name")
    .refine((name) => !OWN_HEADERS.test(name), "must not be a header of the connection");
}

function bounded<Value extends z.ZodType>(schema: z.ZodRecord<z.ZodString, Value>, entriesMax: number) {
  return schema.refine((record) => Object.keys(record).length <= entriesMax, `must have at most ${entriesMax} entries`);
}

type Places = Pick<z.infer<typeof CustomMethod>, "path" | "query" | "parameters" | "metrics">;

/** Places need a parameter, and a parameter that stands nowhere is a mistake. */
function parameterProblem({ path, query, parameters, metrics }: Places) {
  const texts = [
    { text: path, path: ["path"] },
    ...Object.entries(query).map(([name, value]) => ({ text: String(value), path: ["query", name] })),
    ...metrics.flatMap(({ labels }, at) =>
      Object.entries(labels).map(([label, text]) => ({ text, path: ["metrics", at, "labels", label] })),
    ),
  ];
  const used = new Set(texts.flatMap(({ text }) => placesIn(text)));
  for (const { text, path: where } of texts) {
    const unknown = placesIn(text).find((name) => !Object.hasOwn(parameters, name));
    if (unknown) return { message: `{${unknown}} must be one of the parameters`, path: where };
  }
  const idle = Object.keys(parameters).find((name) => !used.has(name));
  return idle ? { message: `must stand as {${idle}} in path, query or labels`, path: ["parameters", idle] } : undefined;
}
