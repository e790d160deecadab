import { z } from "zod";
import { openApiDocument } from "../openapi.ts";
import { answer, type Route, route } from "../route.ts";

export const API_VERSION = "0.1.0";

/** Returns the route that serves the document of `routes` and of itself. */
export function openApiRoute(routes: readonly Route[]): Route {
  const self: Route = route({
    method: "GET",
    path: "/openapi.json",
    tag: "operations",
    summary: "This document",
    answer: z.looseObject({ openapi: z.string() }),
    handle: () => answer(document()),
  });
  let made: { openapi: string } | undefined;
  const document = () => {
    made ??= { openapi: "", ...openApiDocument([...routes, self], API_VERSION) };
    return made;
  };
  return self;
}
