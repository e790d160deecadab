export * from "./key-error.ts";
export * from "./rsa-pss/kalshi-message.ts";
export * from "./rsa-pss/kalshi-signer.ts";
export * from "./rsa-pss/kalshi-verifier.ts";
export * from "./rsa-pss/throwaway-key-pair.ts";
