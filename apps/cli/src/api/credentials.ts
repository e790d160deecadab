import type { ApiGroupOptions } from "@augury/net";

/** The keys of one provider, ready to sign with. */
export interface Credentials {
  readonly options: Pick<ApiGroupOptions, "credentials" | "mintStreamHeaders" | "streamAuth" | "redactor">;
  /** A source's key. */
  readonly apiKey?: string | undefined;
  /** Which plan the key is of, where a source has several: it decides about host and header. */
  readonly plan?: string | undefined;
}

export const NO_CREDENTIALS: Credentials = { options: {} };
