/** Why the venue refuses a call. The route table makes the answer of it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details?: string,
    /** Both shapes live side by side (kalshi.md section 7). */
    readonly shape: "nested" | "flat" = "nested",
  ) {
    super(message);
  }
}

export function badRequest(details: string): Refusal {
  return new Refusal(400, "bad_request", "bad request", details);
}

export function notFound(what: string): Refusal {
  return new Refusal(404, "not_found", "not found", `${what} not found`);
}
