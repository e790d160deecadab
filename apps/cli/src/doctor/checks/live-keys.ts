import type { LiveVenueStarts, PolymarketLiveStart, WalletSource } from "@augury/pipeline";
import { KalshiSigner, type KeyError, L2Signer, readSecret, type SecretSource } from "@augury/signing";
import type { DoctorCheck } from "../doctor-check.ts";
import type { DoctorContext } from "../doctor-context.ts";
import { type Finding, fail, fine, skip } from "../finding.ts";
import { type LiveWallet, openLiveWallet } from "../live-polymarket.ts";
import { liveVenuesOf, notLive } from "../live-venues.ts";

/** Whether the executor could read the keys that sign orders: there, closed to others, and keys. None of them is ever shown. */
export const liveKeys: DoctorCheck = {
  name: "live-keys",
  summary: "live trading: the keys that sign orders, and the keystore's password",
  needsConfig: true,
  run: async (context) => {
    const off = notLive(context);
    if (off !== undefined) return [skip(off)];
    const wallet = await openLiveWallet(context);
    const { kalshi, polymarket } = liveVenuesOf(context);
    return [
      ...(wallet ? [judgeWallet(wallet)] : []),
      ...(polymarket?.api && wallet ? judgeApi(context, polymarket.api, wallet) : []),
      ...(kalshi ? [judgeKalshi(context, kalshi)] : []),
    ];
  },
};

function judgeWallet({ start, wallet }: LiveWallet): Finding {
  const { from } = start.wallet;
  // A keystore is read before its password.
  const isLocked = !wallet.ok && from === "keystore" && wallet.error.code === "not_set";
  if (!wallet.ok)
    return refuse(`live.polymarket.wallet${isLocked ? ".password (the keystore is there)" : ""}`, wallet.error);
  return fine(`live.polymarket.wallet: ${placeOf(start.wallet)} holds the key of ${wallet.value.address}`);
}

function judgeApi(
  { env }: DoctorContext,
  api: NonNullable<PolymarketLiveStart["api"]>,
  { wallet }: LiveWallet,
): Finding[] {
  const parts = (["apiKey", "secret", "passphrase"] as const).map((name) => ({
    name,
    read: readSecret(api[name], env),
  }));
  const unread = parts.flatMap(({ name, read }) =>
    read.ok ? [] : [refuse(`live.polymarket.api.${name}`, read.error)],
  );
  if (unread.length > 0 || !wallet.ok) return unread;
  const [apiKey = "", secret = "", passphrase = ""] = parts.map(({ read }) => (read.ok ? read.value : ""));
  const signer = L2Signer.fromCredentials({ apiKey, secret, passphrase, address: wallet.value.address });
  return [
    signer.ok ? fine("live.polymarket.api: all three parts are there") : refuse("live.polymarket.api", signer.error),
  ];
}

function judgeKalshi({ env }: DoctorContext, { keyId, privateKey }: NonNullable<LiveVenueStarts["kalshi"]>): Finding {
  const name = "venues.kalshi.credentials";
  const id = readSecret(keyId, env);
  if (!id.ok) return refuse(`${name}.keyId`, id.error);
  const pem = readSecret(privateKey, env);
  if (!pem.ok) return refuse(`${name}.privateKey`, pem.error);
  const signer = KalshiSigner.fromPem(id.value, pem.value);
  if (!signer.ok) return refuse(`${name}.privateKey`, signer.error);
  return fine(`${name}: ${placeOf(privateKey)} holds the private key of ${signer.value.keyId}`);
}

function placeOf(source: WalletSource | SecretSource): string {
  switch (source.from) {
    case "environment":
      return `the variable ${source.name}`;
    case "file":
      return `the file ${source.path}, its owner's alone,`;
    case "keystore":
      return `the keystore ${source.path}, which its password opens,`;
  }
}

function refuse(name: string, { code, message }: KeyError): Finding {
  return fail(`${name}: ${message}`, FIXES[code] ?? "set it anew");
}

const FIXES: Partial<Record<KeyError["code"], string>> = {
  not_set: "set it where the engine is started",
  unreadable: "put the file there, or correct its name",
  permissions: "close the file to everybody but the user who runs the engine",
  wrong_password: "correct the password, or name the right keystore",
};
