import { z } from "zod";
import { Problem, type ProblemCode, problem } from "./problem.ts";
import type { Route } from "./route.ts";

type Json = Readonly<Record<string, unknown>>;

/** Problems that any route can answer with, and those of every write route. */
const ALWAYS: readonly ProblemCode[] = ["bad-request", "misdirected-request", "internal"];
const ON_WRITE: readonly ProblemCode[] = ["unauthorized", "writes-disabled", "too-large", "unsupported-media-type"];

/** Returns the OpenAPI 3.1 document of a route table: made of the very schemas that check the requests. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Augury engine",
      version,
      description:
        "Prices, sizes and cash appear twice: as decimal text (`price`, dollars; `size`, contracts; `cash`, dollars) and as the engine's own integer (`…Ticks` = $0.0001, `…Micros` = 1e-6). Times that end in Us are µs since the Unix epoch, those in Ms are milliseconds. Lists are newest first; `next` is the `before` of the following page. Errors are RFC 9457 problem documents.",
    },
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      schemas: { Problem: schemaOf(Problem, "output") },
    },
  };
}

function operation(route: Route): Json {
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    ...(route.write ? { security: [{ bearer: [] }] } : {}),
    parameters: [...parameters(route.params, "path"), ...parameters(route.query, "query")],
    ...(route.body
      ? {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: { "application/json": { schema: schemaOf(route.body, "input") } },
          },
        }
      : {}),
    responses: { ...answers(route), ...problems(route) },
  };
}

function answers({ answers: byStatus, mediaType }: Route): Json {
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, schema]) => [
      status,
      {
        description: status === "200" ? "The answer." : "The same, for a state that is not ready.",
        content: { [mediaType]: { schema: schemaOf(schema, "output") } },
      },
    ]),
  );
}

/** Problems by status; several codes of one status share an entry. A status with a body of its own keeps that. */
function problems(route: Route): Json {
  const codes = [...ALWAYS, ...(route.write ? ON_WRITE : []), ...route.problems];
  const byStatus = Map.groupBy(
    codes.map((code) => problem(code)),
    ({ status }) => status,
  );
  return Object.fromEntries(
    [...byStatus]
      .filter(([status]) => route.answers[status] === undefined)
      .map(([status, list]) => [
        status,
        {
          description: list.map(({ title, type }) => `${title} (${type}).`).join(" "),
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      ]),
  );
}

/** Parameters arrive as text; the document shows what the text must mean: the schema's output, but what is required of its input. */
function parameters(schema: z.ZodType | undefined, place: "path" | "query"): Json[] {
  if (!schema) return [];
  const { properties = {} } = schemaOf(schema, "output") as { properties?: Record<string, Json> };
  const { required = [] } = schemaOf(schema, "input") as { required?: string[] };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: property,
  }));
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}

/** "GET /books/:instrument" → "getBooksInstrument". */
function operationId({ method, path }: Route): string {
  return (
    method.toLowerCase() +
    path
      .split(/[^a-z]+/i)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join("")
  );
}
