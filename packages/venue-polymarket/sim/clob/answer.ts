/** The CLOB ends its bodies with a line feed (fixtures). */
export function jsonText(text: string): Response {
  return new Response(`${text}\n`, { headers: { "content-type": "application/json" } });
}

export function json(value: unknown): Response {
  return jsonText(JSON.stringify(value));
}

/** The CLOB's error body. */
export function refuse(status: number, message: string): Response {
  return Response.json({ error: message }, { status });
}

export const NO_BOOK = "No orderbook exists for the requested token id";
