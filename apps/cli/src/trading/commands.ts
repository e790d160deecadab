import { cancelAll as cancelAllWord } from "./cancel-all.ts";
import { engineCommand } from "./engine-word.ts";
import { ledger as ledgerWord } from "./ledger.ts";
import { orders as ordersWord } from "./orders.ts";
import { positions as positionsWord } from "./positions.ts";

/** What a running engine is asked about its trading, and the one thing that it is told. */
export const orders = engineCommand(ordersWord);
export const positions = engineCommand(positionsWord);
export const ledger = engineCommand(ledgerWord);
export const cancelAll = engineCommand(cancelAllWord);
