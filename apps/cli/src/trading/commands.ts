import { amend as amendWord } from "./amend.ts";
import { cancel as cancelWord } from "./cancel.ts";
import { cancelAll as cancelAllWord } from "./cancel-all.ts";
import { engineCommand } from "./engine-word.ts";
import { ledger as ledgerWord } from "./ledger.ts";
import { orders as ordersWord } from "./orders.ts";
import { place as placeWord } from "./place.ts";
import { positions as positionsWord } from "./positions.ts";

/** What a running engine is asked about its trading, and what it is told. */
export const orders = engineCommand(ordersWord);
export const positions = engineCommand(positionsWord);
export const ledger = engineCommand(ledgerWord);
export const place = engineCommand(placeWord);
export const amend = engineCommand(amendWord);
export const cancel = engineCommand(cancelWord);
export const cancelAll = engineCommand(cancelAllWord);
