import type { SimRoute } from "../sim-route.ts";
import { jsonText } from "./answer.ts";

/** Whether the CLOB is there, its clock and its version. */
export const STATUS_ROUTES: readonly SimRoute[] = [
  { endpoint: "GET /", answer: () => jsonText('"OK"') },
  { endpoint: "GET /ok", answer: () => jsonText('"OK"') },
  {
    endpoint: "GET /time",
    answer: ({ nowMs }) =>
      new Response(String(Math.floor(nowMs / 1000)), { headers: { "content-type": "text/plain" } }),
  },
  { endpoint: "GET /version", answer: ({ world }) => jsonText(`{"version":${world.exchange.orderVersion}}`) },
];
