// Whether two scripts are the same program but for the names of what they declare themselves.
// A JSON list of pairs comes on stdin; for each pair its two programs in one form go to stdout.
"use strict";
const acorn = require("acorn");

// A variable is known by its scope and the order in which the scope declares it.
class Scope {
  constructor(outer) {
    this.outer = outer;
    this.names = new Map();
    this.number = outer ? outer.count() : 0;
  }
  count() {
    return this.outer ? this.outer.count() : (this.total = (this.total || 0) + 1);
  }
  declare(pattern) {
    if (pattern.type === "Identifier") this.names.set(pattern.name, `${this.number}.${this.names.size}`);
    else if (pattern.type === "RestElement") this.declare(pattern.argument);
    else if (pattern.type === "ArrayPattern") pattern.elements.forEach((each) => this.declare(each));
    else throw new Error(`a pattern that is not known: ${pattern.type}`);
  }
  find(name) {
    if (this.names.has(name)) return this.names.get(name);
    return this.outer ? this.outer.find(name) : `global ${name}`;
  }
}

// Joined declarations apart, so that a program that joins them has the same form.
const statements = (body) =>
  body.flatMap((node) =>
    node.type === "VariableDeclaration"
      ? node.declarations.map((one) => ({ ...node, declarations: [one] }))
      : node.type === "EmptyStatement" ? [] : [node]
  );

function form(node, scope) {
  if (Array.isArray(node)) return node.map((each) => form(each, scope));
  if (!node || typeof node !== "object") return node;
  if (node.type === "Identifier") return scope.find(node.name);
  if (node.type === "UnaryExpression" && node.operator === "!" && [0, 1].includes(node.argument.value)) {
    return { type: "Literal", value: node.argument.value === 0 };
  }
  if (node.type === "Literal") return { type: "Literal", value: Object.is(node.value, -0) ? "-0" : node.value };
  const own = /Function|Block|Program|Catch|^For/.test(node.type) ? new Scope(scope) : scope;
  if (node.params) node.params.forEach((each) => own.declare(each));
  if (node.param) own.declare(node.param);
  const body = Array.isArray(node.body) ? statements(node.body) : node.body;
  const declarations = [...(Array.isArray(body) ? body : []), node.init, node.left];
  for (const each of declarations) {
    if (each && each.type === "VariableDeclaration") each.declarations.forEach((one) => own.declare(one.id));
  }
  const result = {};
  for (const [key, value] of Object.entries({ ...node, body })) {
    if (["start", "end", "raw"].includes(key)) continue;
    // A constant may become a variable: that nothing is given to one again is seen apart.
    if (key === "kind" && node.type === "VariableDeclaration") continue;
    const isName = !node.computed && (key === "property" || (key === "key" && node.type === "Property"));
    result[key] = isName && value.type === "Identifier" ? value.name : form(value, own);
  }
  return result;
}

const parse = (code) => JSON.stringify(form(acorn.parse(code, { ecmaVersion: 2019 }), null));
const chunks = [];
process.stdin.on("data", (chunk) => chunks.push(chunk));
process.stdin.on("end", () => {
  const pairs = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  process.stdout.write(JSON.stringify(pairs.map((pair) => pair.map(parse))));
});
