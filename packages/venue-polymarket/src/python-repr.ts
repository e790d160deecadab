/**
 * Returns the JSON text of a Python literal (dict, list, strings, numbers, True, False, None) as `repr` prints it, or `undefined` when it
 * is anything else. Nothing is evaluated: one old recording is written this way.
 */
export function pythonReprToJson(text: string): string | undefined {
  const json: string[] = [];
  const token =
    /\s+|[[\]{},:]|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|True|False|None|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match) return undefined;
    const string = match[1] ?? match[2];
    json.push(string === undefined ? toJsonToken(match[0]) : JSON.stringify(unescapePython(string)));
  }
  return json.join("");
}

function toJsonToken(token: string): string {
  if (token === "True") return "true";
  if (token === "False") return "false";
  return token === "None" ? "null" : token.trim();
}

function unescapePython(text: string): string {
  const named: Record<string, string> = { n: "\n", t: "\t", r: "\r" };
  return text.replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|.)/gi, (_, code: string) =>
    code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (named[code] ?? code),
  );
}
