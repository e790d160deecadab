import { z } from "zod";

/** A new or derived API key: what signs every private call from then on. */
export const ApiKey = z.object({ apiKey: z.string().min(1), secret: z.string().min(1), passphrase: z.string().min(1) });
export type ApiKey = z.infer<typeof ApiKey>;

/** Ids of the wallet's keys; without their secrets. */
export const ApiKeys = z.object({ apiKeys: z.array(z.string()) });
export type ApiKeys = z.infer<typeof ApiKeys>;

export const BuilderApiKey = z.object({
  key: z.string().min(1),
  secret: z.string().min(1),
  passphrase: z.string().min(1),
});
export type BuilderApiKey = z.infer<typeof BuilderApiKey>;

/** A builder's key as the list has it: bare ids, or with times. */
const ListedBuilderKey = z.union([
  z.string().transform((key) => ({ key, createdAt: undefined, revokedAt: undefined })),
  z.object({ key: z.string(), createdAt: z.string().optional(), revokedAt: z.string().nullish() }),
]);
export const BuilderApiKeys = z.array(ListedBuilderKey);
export type BuilderApiKeys = z.infer<typeof BuilderApiKeys>;
