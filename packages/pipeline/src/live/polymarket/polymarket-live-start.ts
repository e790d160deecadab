import type { HttpOverride } from "@augury/net";
import type { ChainId, SecretSource, WalletKind, WalletSource } from "@augury/signing";

/** An API key that was made before. */
export interface ApiKeySource {
  readonly apiKey: SecretSource;
  readonly secret: SecretSource;
  readonly passphrase: SecretSource;
}

/** What live trading on Polymarket begins with: where the keys are, never what they are. */
export interface PolymarketLiveStart {
  readonly wallet: WalletSource;
  readonly kind: WalletKind;
  /** The wallet with the funds; left out for a plain key. */
  readonly funder?: string;
  readonly chainId: ChainId;
  /** Left out: derived with the wallet's signature, or made when there is none yet. */
  readonly api?: ApiKeySource;
  readonly clobUrl: string;
  readonly dataUrl: string;
  readonly gammaUrl: string;
  /** Base of the WebSocket addresses, without `/user`. */
  readonly wsUrl: string;
  readonly http: HttpOverride;
}
