/** Why an order is not taken, in the venue's words. */
export interface Refusal {
  readonly status: number;
  readonly text: string;
}

export function isRefusal(outcome: object): outcome is Refusal {
  return "text" in outcome;
}

export function refusal(text: string, status = 400): Refusal {
  return { status, text };
}
