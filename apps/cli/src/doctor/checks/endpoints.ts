import type { EngineConfig } from "@augury/engine";
import type { DoctorCheck } from "../doctor-check.ts";
import { configOf, type DoctorContext } from "../doctor-context.ts";
import { type Finding, fine, skip, warn } from "../finding.ts";
import { askHost, type HttpQuestion } from "../probe-http.ts";

/** Slower than this an answer is late for trading, on a connection that is open already. */
const ANSWER_MS_WARN = 1_000;

/** Whether the REST hosts answer, and how fast. */
export const endpoints: DoctorCheck = {
  name: "endpoints",
  summary: "the REST hosts: reachable and fast",
  needsConfig: true,
  run: async (context) => {
    const questions = hostsOf(configOf(context));
    if (questions.length === 0) return [skip("no venue is enabled")];
    return Promise.all(questions.map((question) => judge(context, question)));
  },
};

async function judge(context: DoctorContext, question: HttpQuestion): Promise<Finding> {
  const replies = await askHost(context, question, 2);
  if (!replies.ok) return replies.error;
  const [first = 0, second = 0] = replies.value.map(({ sentMs, receivedMs }) => receivedMs - sentMs);
  const text = `${question.host}: ${question.baseUrl} answers in ${second} ms, ${first} ms with connecting`;
  return second > ANSWER_MS_WARN
    ? warn(text, "run nearer to the venue, or look at what slows the network")
    : fine(text);
}

function hostsOf({ venues }: EngineConfig): HttpQuestion[] {
  const { polymarket, kalshi } = venues;
  return [
    ...(polymarket?.enabled
      ? [
          { host: "Polymarket CLOB", baseUrl: polymarket.clobUrl, path: "/ok" },
          { host: "Polymarket Gamma", baseUrl: polymarket.gammaUrl, path: "/events", query: { limit: 1 } },
        ]
      : []),
    ...(kalshi?.enabled ? [{ host: "Kalshi REST", baseUrl: kalshi.restUrl, path: "/exchange/status" }] : []),
  ];
}
