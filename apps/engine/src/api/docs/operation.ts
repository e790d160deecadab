import { html } from "hono/html";
import { type JsonSchema, type SchemaRow, schemaRows, typeText } from "./schema-rows.ts";

/** One operation of the OpenAPI document. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Content }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

type Response = Operation["responses"][string];

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

export interface PlacedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Returns the section of one operation: what it is, its parameters as a form, its answers. */
export function operationSection({ method, path, operation }: PlacedOperation) {
  const { operationId, summary, description, parameters, requestBody } = operation;
  const responses = Object.entries(operation.responses);
  const own = responses.filter(([, response]) => !isProblem(response));
  const problems = responses.filter(([, response]) => isProblem(response));
  return html`<section class="operation" id="${operationId}">
    <h3>${badge(method)}<a class="path" href="#${operationId}"><code>${breakable(path)}</code></a></h3>
    <p class="summary">${summary}${operation.security ? html` <span class="lock">token</span>` : ""}</p>
    ${description === undefined ? "" : html`<p>${sentence(description)}</p>`}
    ${method === "GET" ? tryForm(path, parameters) : curlOnly(method, path, operation)}
    ${method === "GET" || parameters.length === 0 ? "" : parameterDetails(parameters)}
    ${requestBody ? bodyDetails(requestBody) : ""}
    ${own.map(([status, response]) => responseDetails(status, response))} ${problemDetails(problems)}
  </section>`;
}

export function badge(method: string) {
  return html`<span class="method ${method.toLowerCase()}">${method}</span>`;
}

/** Parameters and the button that sends them; without a script it is an ordinary form that opens the answer. */
function tryForm(path: string, parameters: readonly Parameter[]) {
  return html`<form class="try" method="get" action="${path}" data-path="${path}">
    ${parameters.map(parameterField)}
    <div class="send">
      <button type="submit">Send</button><output class="request"></output>
    </div>
    <div class="answer" hidden>
      <p class="outcome"></p>
      <pre tabindex="0"><code></code></pre>
    </div>
  </form>`;
}

function parameterField({ name, in: place, required, description, schema }: Parameter) {
  const [example] = schema.examples ?? [];
  return html`<label class="field">
    <span class="name"><code>${name}</code>${required ? html` <em>required</em>` : ""}</span>
    ${input({ name, place, required, schema, value: required && example !== undefined ? String(example) : "" })}
    <span class="about">${typeText(schema)}${schema.default === undefined || !isShort(schema.default) ? "" : html`, default <code>${String(schema.default)}</code>`}${description ? html`<br />${sentence(description)}` : ""}</span>
  </label>`;
}

interface Field {
  readonly name: string;
  readonly place: "path" | "query";
  readonly required: boolean;
  readonly schema: JsonSchema;
  readonly value: string;
}

function input({ name, place, required, schema, value }: Field) {
  if (schema.enum)
    return html`<select name="${name}" data-in="${place}"><option value=""></option>${schema.enum.map((one) => html`<option>${String(one)}</option>`)}</select>`;
  const kind = schema.type === "integer" || schema.type === "number" ? "numeric" : "text";
  return html`<input name="${name}" data-in="${place}" inputmode="${kind}" value="${value}" autocomplete="off" spellcheck="false" ${required ? "required" : ""} />`;
}

/** What changes something is not tried from a page: the command is shown instead. */
function curlOnly(method: string, path: string, { requestBody, security }: Operation) {
  const lines = [
    `curl -X ${method} http://127.0.0.1:8080${path}`,
    ...(security ? ['-H "Authorization: Bearer $AUGURY_API_TOKEN"'] : []),
    ...(requestBody ? ["-H 'Content-Type: application/json'", `-d '${exampleBody(requestBody.content)}'`] : []),
  ];
  return html`<pre class="curl" tabindex="0"><code>${lines.join(" \\\n  ")}</code></pre>`;
}

function exampleBody(content: Content): string {
  const { properties = {} } = content["application/json"]?.schema ?? {};
  return JSON.stringify(Object.fromEntries(Object.keys(properties).map((name) => [name, "…"])));
}

function bodyDetails({ content }: NonNullable<Operation["requestBody"]>) {
  const [, body] = Object.entries(content)[0] ?? [];
  return body ? html`<details><summary>Body</summary>${rowsTable(body.schema)}</details>` : "";
}

function responseDetails(status: string, { description, content }: Response) {
  const [type = "", body] = Object.entries(content)[0] ?? [];
  return html`<details class="response">
    <summary><span class="status s${status.charAt(0)}">${status}</span> ${description}</summary>
    <p class="media"><code>${type}</code></p>
    ${body ? rowsTable(body.schema) : ""}
  </details>`;
}

/** Problems share one body; what tells them apart is a line each. */
function problemDetails(problems: readonly [string, Response][]) {
  return html`<details>
    <summary>Problems ${problems.map(([status]) => html`<span class="status s${status.charAt(0)}">${status}</span> `)}</summary>
    <ul class="problems">
      ${problems.map(([status, { description }]) => html`<li><span class="status s${status.charAt(0)}">${status}</span> ${description}</li>`)}
    </ul>
  </details>`;
}

function isProblem({ content }: Response): boolean {
  return Object.keys(content).includes("application/problem+json");
}

function rowsTable(schema: JsonSchema) {
  const rows = schemaRows(schema);
  return rows.length === 0 ? html`<p>${typeText(schema)}</p>` : table(rows);
}

/** What a form would ask for, where there is none. */
function parameterDetails(parameters: readonly Parameter[]) {
  const rows = parameters.map(({ name, description = "", schema }) => ({
    path: name,
    type: typeText(schema),
    description,
  }));
  return html`<details><summary>Parameters</summary>${table(rows)}</details>`;
}

function table(rows: readonly SchemaRow[]) {
  return html`<div class="scroll" tabindex="0"><table>
    <thead><tr><th>field</th><th>type</th><th>what it is</th></tr></thead>
    <tbody>${rows.map(({ path, type, description }) => html`<tr><td><code>${breakable(path)}</code></td><td>${type}</td><td>${sentence(description)}</td></tr>`)}</tbody>
  </table></div>`;
}

/** Sets what stands between backticks as code. */
export function sentence(text: string) {
  return text.split("`").map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}

/** Lets a long path break where a reader would. */
export function breakable(path: string) {
  return path.split(/(?<=[./_])/).map((part) => html`${part}<wbr />`);
}

function isShort(value: unknown): boolean {
  return JSON.stringify(value).length <= 12;
}
