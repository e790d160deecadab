import axios from "axios";
import * as official from "kalshi-typescript";

/** What the official package calls an API: its classes of that name. */
type ApiClasses = Pick<typeof official, Extract<keyof typeof official, `${string}Api`>>;
/** One open instance of every class of the official client. */
export type OfficialApis = { readonly [Name in keyof ApiClasses]: InstanceType<ApiClasses[Name]> };

export interface OfficialOptions {
  readonly keyId: string;
  readonly privateKeyPem: string;
  readonly basePath: string;
}

const CLASSES = Object.entries(official).filter(
  ([name, value]) => name.endsWith("Api") && typeof value === "function",
) as [keyof ApiClasses, ApiClasses[keyof ApiClasses]][];

/** Opens the official client, unmodified. Its classes sign by interceptors on the axios they are given: each gets one of its own. */
export function openOfficial({ keyId, privateKeyPem, basePath }: OfficialOptions): OfficialApis {
  const configuration = new official.Configuration({ apiKey: keyId, privateKeyPem, basePath });
  const opened = CLASSES.map(([name, Class]) => [name, new Class(configuration, basePath, axios.create())]);
  return Object.fromEntries(opened) as OfficialApis;
}

/** Every method of the official client as its classes have them: "OrdersApi.createOrderV2". */
export const OFFICIAL_METHODS: readonly string[] = CLASSES.flatMap(([name, Class]) =>
  Object.getOwnPropertyNames(Class.prototype)
    .filter((method) => method !== "constructor")
    .map((method) => `${name}.${method}`),
);
