import { exchangeOf, SIGNATURE_TYPE } from "@augury/signing";
import { balanceAllowance, dataMethods, openData } from "@augury/venue-polymarket";
import { CHAIN_CONTRACTS } from "@augury/venue-polymarket/chain";
import type { DoctorCheck } from "../doctor-check.ts";
import { configOf, type DoctorContext, hastyHttp } from "../doctor-context.ts";
import { type Finding, fine, skip, warn } from "../finding.ts";
import { judgeCollateral } from "../judge-collateral.ts";
import { type LiveAccount, openLiveApiKey, withLiveAccount, withLiveClob } from "../live-polymarket.ts";
import { explain } from "../probe-http.ts";

const CENT_MICROS = 10_000;

/** Whether the exchanges may move what the wallet holds: collateral for buys, contracts for sells. */
export const liveAllowances: DoctorCheck = {
  name: "live-allowances",
  summary: "live trading: what Polymarket's exchanges may move of the wallet",
  needsConfig: true,
  run: (context) =>
    withLiveAccount(context, async (account) => {
      const found = await Promise.all([judgeCash(context, account), judgeContracts(context, account)]);
      return found.flat();
    }),
};

async function judgeCash(context: DoctorContext, account: LiveAccount): Promise<Finding[]> {
  const key = await openLiveApiKey(context, account);
  if (!key.ok) return [key.error];
  if (!key.value) return [skip("the wallet has no API key yet: the engine makes one at its start")];
  const { chainId, kind } = account.start;
  const answer = await withLiveClob(context, { ...account, key: key.value }, (client) =>
    client.get(balanceAllowance, { asset_type: "COLLATERAL", signature_type: SIGNATURE_TYPE[kind] }),
  );
  if (!answer.ok) return [answer.error];
  if (!answer.value.ok) return [explain(answer.value.error)];
  const { totalNotionalDollarsMax: atStake } = configOf(context).risk;
  return judgeCollateral(answer.value.value.value, {
    chainId,
    funder: "live.polymarket.funder",
    needed: (balance) => Math.min(balance, atStake * 100 * CENT_MICROS),
  });
}

/** The CLOB tells approvals of single tokens alone; the Data API has them from the chain. */
async function judgeContracts(context: DoctorContext, { orders, start }: LiveAccount): Promise<Finding[]> {
  const { fetch, redactor } = context;
  const { client } = openData({ baseUrl: start.dataUrl, http: hastyHttp(context), redactor, ...(fetch && { fetch }) });
  const answer = await client.get(dataMethods.v2Approvals, { user: orders.maker }).finally(() => client.close());
  if (!answer.ok) {
    const { text, fix = "" } = explain(answer.error);
    return [warn(`what may move the contracts is not known: ${text}`, fix)];
  }
  const contracts = CHAIN_CONTRACTS[start.chainId].conditionalTokens.toLowerCase();
  const approved = new Set(
    answer.value.value.data.contracts
      .filter((one) => one.approved && one.token.toLowerCase() === contracts)
      .map(({ spender }) => spender.toLowerCase()),
  );
  const missing = (["v2", "negRiskV2"] as const)
    .map((name) => exchangeOf(start.chainId, name).address)
    .filter((address) => !approved.has(address.toLowerCase()));
  return missing.length === 0
    ? [fine("the exchanges may move the contracts")]
    : [
        warn(
          `${missing.join(" and ")} may not move the contracts: sells are refused`,
          "approve it once from the wallet",
        ),
      ];
}
