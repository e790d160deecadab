import type { ApiGroup } from "@augury/net";
import { CLOB_GROUP } from "./clob/clob-group.ts";
import { SITE_GROUP } from "./clob/site-group.ts";
import { DATA_GROUP } from "./data/data-group.ts";
import { GAMMA_GROUP } from "./gamma/gamma-group.ts";
import { POLYBOLT_GROUP } from "./polybolt/polybolt-group.ts";
import { RTDS_GROUP } from "./rtds/rtds-group.ts";
import { SPORTS_GROUP } from "./sports/sports-group.ts";
import { WS_GROUP } from "./ws/ws-group.ts";

/** Every API of the venue: what command line, documentation and coverage are generated from. */
export const POLYMARKET_GROUPS: readonly ApiGroup[] = [
  CLOB_GROUP,
  WS_GROUP,
  GAMMA_GROUP,
  DATA_GROUP,
  SITE_GROUP,
  RTDS_GROUP,
  POLYBOLT_GROUP,
  SPORTS_GROUP,
];
