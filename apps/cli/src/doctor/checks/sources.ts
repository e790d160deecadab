import { readSecret, type SourceSection, sourceSections } from "@augury/engine";
import type { DoctorCheck } from "../doctor-check.ts";
import { configOf, type DoctorContext, hastyHttp } from "../doctor-context.ts";
import { type Finding, fine, skip, warn } from "../finding.ts";

/** Whether the reference-data sources answer and take their keys. None of them keeps the engine from trading. */
export const sources: DoctorCheck = {
  name: "sources",
  summary: "the reference-data sources and their keys",
  needsConfig: true,
  run: async (context) => {
    const sections = sourceSections(configOf(context).sources).filter(({ isEnabled }) => isEnabled);
    if (sections.length === 0) return [skip("no source is enabled")];
    return Promise.all(sections.map((section) => ask(context, section)));
  },
};

async function ask(context: DoctorContext, { definition, settings, apiKey: ref }: SourceSection): Promise<Finding> {
  const { title, methods, probe } = definition;
  const secret = ref && readSecret(ref, context.env);
  const apiKey = secret?.ok ? secret.value : undefined;
  const { fetch, redactor } = context;
  const { http: _, ...own } = settings;
  const options = { apiKey, http: hastyHttp(context), redactor, ...(fetch && { fetch }) };
  const source = definition.open(definition.config.parse(own), options);
  try {
    const started = performance.now();
    const answer = await source.call(probe, methods.find(({ name }) => name === probe)?.example);
    const keyed = apiKey === undefined ? "without a key" : "with the key";
    if (answer.ok) return fine(`${title} answers ${keyed} in ${Math.round(performance.now() - started)} ms`);
    const { message, code, hint } = answer.error;
    return warn(`${title}: ${message} (${code})`, hint ?? "check the network, or leave the source out");
  } finally {
    source.close();
  }
}
