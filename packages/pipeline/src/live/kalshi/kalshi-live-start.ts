import type { SizeMicros } from "@augury/core";
import type { HttpOverride } from "@augury/net";
import type { SecretSource } from "@augury/signing";

/** What live trading on Kalshi begins with: where the key is, never what it is. */
export interface KalshiLiveStart {
  readonly keyId: SecretSource;
  /** RSA, in PEM. */
  readonly privateKey: SecretSource;
  readonly restUrl: string;
  readonly wsUrl: string;
  readonly http: HttpOverride;
  /** Left out: the primary one, or the one that the key is bound to. */
  readonly subaccount?: number;
  /** Contracts matched within any 15 seconds at which the venue cancels everything of ours, in SizeMicros. Left out: no such cap. */
  readonly burstMax?: SizeMicros;
  /** Orders are canceled when trading pauses. */
  readonly cancelOnPause: boolean;
}
