// The script of /docs: sends the forms of GET routes and shows what came, filters the list. Makes no markup from text.

const SHOWN_MAX = 200_000;
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Colors JSON by wrapping its words in elements, text by text. */
function paint(target, text) {
  target.replaceChildren();
  let last = 0;
  for (const match of text.matchAll(TOKEN)) {
    target.append(text.slice(last, match.index));
    const word = document.createElement("span");
    word.className = match[2] ? "key" : match[1] ? "text" : "value";
    word.textContent = match[1] ?? match[0];
    target.append(word, match[2] ?? "");
    last = match.index + match[0].length;
  }
  target.append(text.slice(last));
}

function addressOf(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  for (const field of form.querySelectorAll("[name]")) {
    if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
    else if (field.value !== "") query.append(field.name, field.value);
  }
  const search = query.toString();
  return search === "" ? path : `${path}?${search}`;
}

async function send(form) {
  const address = addressOf(form);
  const answer = form.querySelector(".answer");
  const outcome = form.querySelector(".outcome");
  const code = form.querySelector(".answer code");
  const button = form.querySelector("button");
  form.querySelector(".request").textContent = address;
  button.disabled = true;
  const started = performance.now();
  try {
    const response = await fetch(address, { headers: { accept: "application/json, text/plain, */*" } });
    const text = await response.text();
    const ms = Math.round(performance.now() - started);
    outcome.className = `outcome s${String(response.status).charAt(0)}`;
    outcome.textContent = `${response.status} ${response.statusText} in ${ms} ms, ${text.length.toLocaleString("en-US")} characters`;
    show(code, text, response.headers.get("content-type") ?? "");
  } catch (error) {
    outcome.className = "outcome s5";
    outcome.textContent = `no answer: ${error.message}; is the engine still running?`;
    code.replaceChildren();
  }
  answer.hidden = false;
  button.disabled = false;
}

function show(code, text, type) {
  const pretty = type.includes("json") ? indent(text) : text;
  const cut =
    pretty.length > SHOWN_MAX
      ? `${pretty.slice(0, SHOWN_MAX)}\n… ${pretty.length - SHOWN_MAX} more characters`
      : pretty;
  if (type.includes("json")) paint(code, cut);
  else code.textContent = cut;
}

function indent(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

for (const form of document.querySelectorAll("form.try")) {
  const show = () => {
    form.querySelector(".request").textContent = addressOf(form);
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form);
  });
  show();
}

// Commands name the engine that this page came from.
for (const code of document.querySelectorAll(".curl code"))
  code.textContent = code.textContent.replace("http://127.0.0.1:8080", window.location.origin);

const filter = document.querySelector(".filter");
filter.hidden = false;
filter.addEventListener("input", () => {
  const wanted = filter.value.trim().toLowerCase();
  for (const item of document.querySelectorAll("nav li")) {
    const link = item.querySelector("a");
    item.hidden = !`${link.textContent} ${link.title}`.toLowerCase().includes(wanted);
  }
  for (const list of document.querySelectorAll("nav ul")) {
    const isEmpty = [...list.children].every((item) => item.hidden);
    list.hidden = isEmpty;
    list.previousElementSibling.hidden = isEmpty;
  }
});

// On a phone the list is closed until it is wanted, and again after a choice.
const list = document.querySelector("nav details");
const narrow = window.matchMedia("(max-width: 60rem)");
const settle = () => {
  list.open = !narrow.matches;
};
narrow.addEventListener("change", settle);
list.addEventListener("click", (event) => {
  if (narrow.matches && event.target.closest("li a, h2 a")) list.open = false;
});
settle();
