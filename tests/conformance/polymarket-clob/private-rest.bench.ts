import { L2Signer } from "@augury/signing";
import { cancelOrder, mintL2, openClob, postOrder, type SignedOrder } from "@augury/venue-polymarket";
import { Chain, ClobClient, OrderType } from "@polymarket/clob-client-v2";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { SocketWatch } from "../socket-watch.ts";
import { type CallShape, type CallTimes, type Candidate, printTimes, timeToSocket } from "../time-to-socket.ts";

const PRIVATE_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const CREDENTIALS = {
  apiKey: "00000000-0000-4000-8000-000000000001",
  secret: "c2VjcmV0LWtleS1mb3ItdGVzdC12ZWN0b3JzLW9ubHk_LS0=",
  passphrase: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
};
const ORDER_ID = `0x${"1".repeat(64)}`;
const PLACED = { success: true, errorMsg: "", orderID: ORDER_ID, status: "live", makingAmount: "", takingAmount: "" };
const CANCELED = { canceled: [ORDER_ID], not_canceled: {} };

/**
 * Measures the private REST path: an order that is already signed is posted, an order is canceled; from the call until the bytes are there.
 * The bare fetch sends the same bytes without any of it: what the machine itself takes.
 */
export async function benchPrivateRest(shape: CallShape): Promise<CallTimes[]> {
  const watch = new SocketWatch({ POST: PLACED, DELETE: CANCELED });
  const { candidates, close } = openCandidates(watch.url);
  const times = await timeToSocket(candidates, watch, shape);
  close();
  watch.close();
  return times;
}

function openCandidates(url: string): { readonly candidates: readonly Candidate[]; close(): void } {
  const official = officialClient(url);
  const account = privateKeyToAccount(PRIVATE_KEY);
  const l2 = L2Signer.fromCredentials({ ...CREDENTIALS, address: account.address });
  if (!l2.ok) throw l2.error;
  // The budget would rightly slow down thousands of orders a second: here it has the highest tier, and the pace is below it.
  const { client, close } = openClob({ baseUrl: url, credentials: { l2: mintL2(l2.value) }, tier: "elite" });
  if (!client) throw new Error("the group has methods");
  const order = orderOf(account.address);
  const officialOrder = { ...order, salt: String(order.salt) } as never;
  const body = JSON.stringify({
    deferExec: false,
    postOnly: false,
    order,
    owner: CREDENTIALS.apiKey,
    orderType: "GTC",
  });
  const headers = { "content-type": "application/json", ...l2.value.headers(Date.now(), "POST", "/order", body) };
  const named = (name: string, call: () => Promise<unknown>): Candidate => ({ name, call });
  return {
    candidates: [
      named("place: bare fetch", async () => (await fetch(`${url}/order`, { method: "POST", headers, body })).text()),
      named("place: ours", () => client.get(postOrder, { order, owner: CREDENTIALS.apiKey })),
      named("place: official", () => official.postOrder(officialOrder, OrderType.GTC)),
      named("cancel: ours", () => client.get(cancelOrder, { order_id: ORDER_ID })),
      named("cancel: official", () => official.cancelOrder({ orderID: ORDER_ID })),
    ],
    close,
  };
}

function officialClient(host: string): ClobClient {
  const { apiKey: key, secret, passphrase } = CREDENTIALS;
  const signer = createWalletClient({
    account: privateKeyToAccount(PRIVATE_KEY),
    chain: polygon,
    transport: http("http://127.0.0.1:1"),
  });
  return new ClobClient({ host, chain: Chain.POLYGON, signer, creds: { key, secret, passphrase } });
}

function orderOf(address: string): SignedOrder {
  return {
    salt: 479249104273,
    maker: address,
    signer: address,
    tokenId: "71321045679252212594626385532706912750332728571942532289631379312455583992563",
    makerAmount: "50000000",
    takerAmount: "100000000",
    side: "BUY",
    signatureType: 0,
    timestamp: "1795230001000",
    expiration: "0",
    metadata: `0x${"0".repeat(64)}`,
    builder: `0x${"0".repeat(64)}`,
    signature: `0x${"1".repeat(130)}`,
  };
}

if (import.meta.main) printTimes(await benchPrivateRest({ calls: 3000, warmup: 300 }));
