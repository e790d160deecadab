import { VenueError } from "@augury/model";
import type { FrameReading, StreamProtocol } from "@augury/net";
import { z } from "zod";
import {
  RTDS_PRICE_TOPICS,
  RtdsActivity,
  RtdsComment,
  RtdsPriceSnapshot,
  RtdsPriceUpdate,
  RtdsReaction,
} from "./rtds-schema.ts";
import { encodeRtdsCommand, type RtdsSubscription } from "./rtds-subscription.ts";

/** What answers a text PING, in every spelling seen; often nothing does. */
const PONGS: ReadonlySet<string> = new Set(["", "PONG", "pong"]);
const PRICE_TOPICS: ReadonlySet<string> = new Set(RTDS_PRICE_TOPICS);

const Head = z.object({ topic: z.string(), type: z.string(), payload: z.object({ data: z.unknown().optional() }) });
/** The gateway in front of the service: {"message":"…","connectionId":"…"}. */
const Complaint = z.object({
  message: z.string().optional(),
  error: z.string().optional(),
  statusCode: z.number().optional(),
});

/** The real-time data socket's protocol (polymarket.md section 12). Its text pings are the session's business. */
export class RtdsProtocol implements StreamProtocol {
  constructor(private readonly subscriptions: readonly RtdsSubscription[]) {}

  hello(): readonly string[] {
    return encodeRtdsCommand("subscribe", this.subscriptions);
  }

  read(text: string, json: unknown): FrameReading {
    if (PONGS.has(text.trim())) return { kind: "control" };
    if (typeof json !== "object" || json === null) return { kind: "malformed" };
    const head = Head.safeParse(json);
    if (!head.success) return readOther(json);
    const { topic, type, payload } = head.data;
    const schema = schemaOf(topic, type, payload.data !== undefined);
    return schema
      ? { kind: "data", messages: [{ topic, schema, value: json }] }
      : { kind: "unknown", what: `topic ${topic}, type ${type}` };
  }
}

function schemaOf(topic: string, type: string, isSnapshot: boolean): z.ZodType | undefined {
  if (PRICE_TOPICS.has(topic)) return isSnapshot ? RtdsPriceSnapshot : RtdsPriceUpdate;
  if (topic === "activity") return RtdsActivity;
  if (topic !== "comments") return undefined;
  return type.startsWith("reaction") ? RtdsReaction : RtdsComment;
}

function readOther(json: object): FrameReading {
  const complaint = Complaint.safeParse(json).data;
  const said = complaint?.message ?? complaint?.error;
  if (said === undefined) return { kind: "malformed" };
  const message = `polymarket-rtds: the server said "${said.slice(0, 200)}"`;
  const hint = "check topic, type and filter: one that the server does not know spoils its whole batch";
  return {
    kind: "problem",
    error: new VenueError("rejected", "never", message, { source: "polymarket-rtds", hint }),
  };
}
