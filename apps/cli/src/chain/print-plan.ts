import { CHAIN_NAMES, microsText, type OperationPlan } from "@augury/venue-polymarket/chain";

const WALLETS = { eoa: "plain key", proxy: "proxy", safe: "Safe", depositWallet: "deposit wallet" } as const;

/** Returns a plan for reading: its transactions with their data, what it changes, what it leaves open. */
export function formatPlan(plan: OperationPlan, title: string): string {
  const { calls, chainId, effect, operation, steps, toSign, unsendable, wallet } = plan;
  const whose = wallet.kind === "eoa" ? wallet.owner : `${wallet.address} of ${wallet.owner}`;
  // A deposit wallet sends nothing itself: its calls are what there is to see.
  const shown = steps.length > 0 ? steps : calls;
  const lines = [
    `${operation.kind}: ${title}`,
    `chain   ${CHAIN_NAMES[chainId]} (${chainId})`,
    `wallet  ${WALLETS[wallet.kind]} ${whose}`,
    "",
    ...shown.flatMap(({ data, description, to }, at) => [
      `${at + 1}. ${description}`,
      `   to    ${to}`,
      `   data  ${data}`,
      "",
    ]),
    ...effect.gives.map(({ size, tokenId }) => `gives   ${microsText(size)} of ${tokenId}`),
    ...(effect.cashOut > 0 ? [`gives   ${microsText(effect.cashOut)} pUSD`] : []),
    ...effect.gets.map(({ size, tokenId }) => `gets    ${microsText(size)} of ${tokenId}`),
    ...(effect.cashIn > 0 ? [`gets    ${microsText(effect.cashIn)} pUSD`] : []),
    "gas     unknown",
    ...(toSign ? [`to sign ${toSign.primaryType}, digest ${toSign.digest}`] : []),
    ...(unsendable === undefined ? [] : [`note    ${unsendable}`]),
  ];
  return `${lines.join("\n")}\n`;
}

/** Returns anything of a plan or a report as JSON; what is too large for a number is a text. */
export function chainJson(value: unknown): string {
  return `${JSON.stringify(value, (_, field: unknown) => (typeof field === "bigint" ? field.toString() : field), 2)}\n`;
}
