/** The points of an order's life at which a process is killed, in the words of what reaches them; `recovery: ` where it is just starting again. */
const COMMON_POINTS: readonly string[] = [
  // From the decision to the log.
  "sign",
  "signed",
  "log prepared",
  "torn prepared",
  "written prepared",
  "synced prepared",
  "logged prepared",
  "reported submitted",
  // One order on its way, and its answer.
  "post",
  "post connected",
  "post first byte",
  "post head",
  "post half body",
  "post sent",
  "post answer begun",
  "post answer read",
  "heard posted",
  // Several at once.
  "batch",
  "batch half body",
  "batch sent",
  "batch answer read",
  // Its end.
  "cancel",
  "cancel half body",
  "cancel sent",
  "cancel answer read",
  "reported canceled",
  // Asking what became of it.
  "look up",
  "look-up sent",
  "heard looked up",
  "orders sent",
  "trades answer read",
  "heard compared",
  // What the account's stream says of it.
  "hear order",
  "hear trade",
  "heard trade",
  "report fill",
  "reported fill",
  "booked confirmed",
  // What is owed no more.
  "log closed",
  "torn closed",
  "logged closed",
  // The next process, and its death.
  "recovery: torn compacted",
  "recovery: written compacted",
  "recovery: synced compacted",
  "recovery: recovered",
  "recovery: cancel sent",
  "recovery: cancel answer read",
  "recovery: orders sent",
  "recovery: trades page sent",
  "recovery: booked confirmed",
  "recovery: heard compared",
];

/** Several legs, all or none: one fills, the other does not in time, and the first is traded back. */
const PLAN_POINTS: readonly string[] = [
  "plan: log planned",
  "plan: torn planned",
  "plan: written planned",
  "plan: synced planned",
  "plan: logged planned",
  "plan: sign",
  "plan: torn prepared",
  "plan: logged prepared",
  "plan: batch half body",
  "plan: batch sent",
  "plan: batch answer read",
  "plan: heard posted",
  "plan: hear trade",
  "plan: report fill",
  "plan: reported fill",
  "plan: booked confirmed",
  "plan: cancel sent",
  "plan: cancel answer read",
  "plan: reported canceled",
  "plan: open unwind",
  "plan: post half body",
  "plan: post sent",
  "plan: post answer read",
  "plan: plan ends",
  "plan: torn ended",
  "plan: logged ended",
  // Where an answer says nothing.
  "plan: look up",
  "plan: heard looked up",
  // All of it fills, or what has filled is kept.
  "whole: batch sent",
  "whole: logged ended",
  "held: post sent",
  "held: reported fill",
  "held: logged ended",
];

/** The next process trades back what it finds, and its death while it does. */
const TAKEN_PLAN_POINTS: readonly string[] = [
  "recovery: plans taken over",
  "recovery: open unwind",
  "recovery: sign",
  "recovery: torn prepared",
  "recovery: logged prepared",
  "recovery: post half body",
  "recovery: post sent",
  "recovery: post answer read",
  "recovery: reported fill",
  "recovery: plan ends",
  "recovery: torn ended",
  "recovery: logged ended",
];

/** Points that are reached after certain deaths alone: where a plan was half done, or where orders rested. */
export const PREDECESSORS: ReadonlyMap<string, string> = new Map([
  ...TAKEN_PLAN_POINTS.map((point) => [point, "plan: open unwind"] as const),
  ["recovery: cancel sent", "post answer read"],
  ["recovery: cancel answer read", "post answer read"],
]);

/** Matched is not yet settled there. */
export const POLYMARKET_POINTS: readonly string[] = [
  ...COMMON_POINTS,
  "book matched",
  "booked matched",
  ...PLAN_POINTS,
  ...TAKEN_PLAN_POINTS,
];

/** Other terms of an order that rests, from the decision to what is said of it. */
const AMEND_POINTS: readonly string[] = [
  "amend: log amending",
  "amend: torn amending",
  "amend: written amending",
  "amend: synced amending",
  "amend: logged amending",
  "amend",
  "amend connected",
  "amend half body",
  "amend sent",
  "amend answer read",
  "amend: hear amended",
  "amend: report terms",
  "amend: reported terms",
  "amend: heard amended",
  "amend: report fill",
  "amend: booked confirmed",
  // Where its answer says nothing.
  "amend: look up",
  "amend: heard looked up",
];

/** Fewer contracts of it. */
const DECREASE_POINTS: readonly string[] = [
  "decrease: torn amending",
  "decrease: logged amending",
  "decrease",
  "decrease half body",
  "decrease sent",
  "decrease answer read",
  "decrease: hear amended",
  "decrease: report terms",
  "decrease: reported terms",
  "decrease: heard amended",
  "decrease: report fill",
  "decrease: look up",
  "decrease: heard looked up",
];

/** The venue's cap on bursts: made at the start, then changed, tripped and reset, in the end deleted. */
const GROUP_POINTS: readonly string[] = [
  "recovery: group create half body",
  "recovery: group create sent",
  "recovery: group create answer read",
  "recovery: group read sent",
  "recovery: group read answer read",
  "group limit connected",
  "group limit sent",
  "group limit answer read",
  "hear group",
  "group: reported canceled",
  "group reset sent",
  "group reset answer read",
  "stop: group delete sent",
  "stop: group delete answer read",
];

/** A market pays out, while the process lives or while nobody does. */
const SETTLEMENT_POINTS: readonly string[] = [
  "settlement: hear market",
  "settlement: reported canceled",
  "settlement: heard position",
  "settlement: settlements answer read",
  "settlement: hear payout",
  "settlement: book confirmed",
  "settlement: booked confirmed",
  "settlement: heard payout",
  "positions sent",
  "positions answer read",
  "recovery: settlements sent",
  "recovery: settlements answer read",
  "recovery: hear payout",
  "recovery: heard payout",
];

/** A listing there is good up to the time that the venue says, and whose order a fill is has to be looked up. */
export const KALSHI_POINTS: readonly string[] = [
  ...COMMON_POINTS,
  "book confirmed",
  "as-of answer read",
  "recovery: as-of answer read",
  "recovery: look-up answer read",
  ...AMEND_POINTS,
  ...DECREASE_POINTS,
  ...GROUP_POINTS,
  ...SETTLEMENT_POINTS,
];
