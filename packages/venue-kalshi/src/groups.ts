import type { ApiGroup } from "@augury/net";
import { WS_GROUP } from "./channels/ws-group.ts";
import { REST_GROUPS } from "./rest/rest-groups.ts";

/** Every API of Kalshi: what the command line, the documentation and the coverage table are made from. */
export const KALSHI_GROUPS: readonly ApiGroup[] = [...REST_GROUPS, WS_GROUP];
