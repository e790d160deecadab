import { defineApiMethod, wordList } from "@augury/net";
import { z } from "zod";
import { signatureType } from "./parameters.ts";
import { TimeText } from "./wire-schemas.ts";

const REFERENCE = "polymarket.md section 4";
const IDS_MAX = 100;

/** Types: 1 cancel, 2 fill, 3 market registered, 4 resolved, 5 reward, 6 comment. What is in the payload depends on it. */
const Notification = z.object({
  id: z.union([z.number(), z.string()]).optional(),
  owner: z.string(),
  type: z.number(),
  payload: z.unknown(),
  timestamp: TimeText.optional(),
});
export type Notification = z.infer<typeof Notification>;

export const notifications = defineApiMethod({
  name: "notifications",
  description: "What the venue wants to tell the account: fills, cancels, resolutions, rewards.",
  endpoint: "GET /notifications",
  reference: REFERENCE,
  params: z.strictObject({ signature_type: signatureType() }),
  example: {},
  answer: z.array(Notification),
  auth: "l2",
  request: (query) => ({ path: "/notifications", query, budgetClass: "notifications" }),
});

export const dropNotifications = defineApiMethod({
  name: "drop-notifications",
  description: "Marks notifications as seen.",
  endpoint: "DELETE /notifications",
  reference: REFERENCE,
  params: z.strictObject({
    ids: wordList(IDS_MAX).describe(`Ids of notifications, at most ${IDS_MAX}.`),
  }),
  example: { ids: "1,2" },
  answer: z.string(),
  answerKind: "text",
  auth: "l2",
  effect: "write",
  idempotent: true,
  request: ({ ids }) => ({
    method: "DELETE",
    path: "/notifications",
    query: { ids: ids.join(",") },
    budgetClass: "notifications",
  }),
});
