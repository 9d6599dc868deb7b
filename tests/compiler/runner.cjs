// One Node process for a whole test run: a JSON request a line on stdin, an answer a line on stdout.
"use strict";

const readline = require("node:readline");
const vm = require("node:vm");
const { generateFql, parseFql, validate } = require("@segment/destination-subscriptions");
const { transform } = require("@segment/actions-core/mapping-kit");

// What JSON can't say is written {"$js": kind, "value": ...}. A counted value is a property whose
// reads are counted under its dotted path.
const DECODER = `(text, reads) => {
  const odd = {
    undefined: () => undefined,
    NaN: () => NaN,
    Infinity: () => Infinity,
    date: (value) => new Date(value)
  };
  const decode = (value, path) => {
    if (!value || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((item, index) => decode(item, path + index + "."));
    if (typeof value.$js === "string" && value.$js !== "counted") return odd[value.$js](value.value);
    const result = {};
    for (const key of Object.keys(value)) {
      const item = value[key];
      const counted = item && item.$js === "counted";
      const decoded = decode(counted ? item.value : item, path + key + ".");
      const name = path + key;
      const get = () => {
        reads[name] = (reads[name] || 0) + 1;
        return decoded;
      };
      const own = counted ? { get } : { value: decoded, writable: true };
      Object.defineProperty(result, key, { configurable: true, enumerable: true, ...own });
    }
    return result;
  };
  return decode(JSON.parse(text), "");
}`;
const decoder = new vm.Script(DECODER);
const decode = decoder.runInThisContext();

const said = (error) => String((error && error.stack) || error).split("\n", 3).join(" | ");

// What a careless SDK may do with what it is given: neither the event nor a later call may show it.
const spoil = (value) => {
  if (!value || typeof value !== "object") return;
  if (typeof value.setTime === "function") value.setTime(0);
  Object.values(value).forEach(spoil);
  value.spoiled = true;
};

// A page with Analytics.js and the 1Flow SDK, both of which only write down what they are told.
const openPage = (code) => {
  const plugins = [];
  const calls = [];
  const element = () => ({ setAttribute() {}, prepend() {} });
  const page = {
    console,
    analytics: { register: (...given) => void plugins.push(...given) },
    _1flow: (method, name, payload) => {
      calls.push(JSON.stringify({ method, name, payload }));
      spoil(name);
      spoil(payload);
    },
    document: {
      addEventListener() {},
      createElement: element,
      documentElement: element(),
      head: element(),
      scripts: []
    }
  };
  page.window = page;
  vm.createContext(page);
  new vm.Script(code, { filename: "bundle.js" }).runInContext(page, { timeout: 5000 });
  return { plugins, calls, decode: decoder.runInContext(page) };
};

const deliver = async (page, text) => {
  const reads = {};
  const errors = [];
  const event = page.decode(text, reads);
  const log = (level, message, details) => {
    if (level === "error") errors.push(message + ": " + said(details && details.error));
  };
  page.calls.length = 0;
  for (const plugin of page.plugins) {
    if (typeof plugin[event.type] !== "function") continue;
    try {
      await plugin[event.type]({ event, log });
    } catch (error) {
      errors.push("thrown: " + said(error));
    }
  }
  const counted = { ...reads };
  const changed = JSON.stringify(event) !== JSON.stringify(page.decode(text, {}));
  return { calls: [...page.calls], errors, reads: counted, changed };
};

const attempt = (compute) => {
  try {
    const value = compute();
    return value === undefined ? {} : { value: JSON.stringify(value) };
  } catch (error) {
    return { error: said(error) };
  }
};

const fires = (condition, event) => {
  try {
    return Boolean(validate(condition, event));
  } catch {
    return false;
  }
};

// The kinds of a program's nodes and the names that it calls, each with how often.
const survey = (code, ecmaVersion) => {
  const kinds = {};
  const calls = {};
  const visit = (node) => {
    if (!node || typeof node !== "object") return;
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node.type === "string") {
      const kind = node.regex ? "RegExp" : node.type;
      kinds[kind] = (kinds[kind] || 0) + 1;
      const called = node.callee && (node.callee.name || (node.callee.property || {}).name);
      if (called) calls[called] = (calls[called] || 0) + 1;
    }
    Object.values(node).forEach(visit);
  };
  try {
    visit(require("acorn").parse(code, { ecmaVersion, sourceType: "script" }));
  } catch (error) {
    return { error: said(error), kinds, calls };
  }
  return { kinds, calls };
};

const operations = {
  run: async ({ forms, events }) => {
    const results = [];
    for (const code of forms) {
      const page = openPage(code);
      const delivered = [];
      for (const event of events) delivered.push(await deliver(page, event));
      results.push({
        delivered,
        methods: page.plugins.map((plugin) =>
          Object.keys(plugin).filter((key) => typeof plugin[key] === "function")
        )
      });
    }
    return results;
  },
  fires: ({ triggers, events }) => {
    const decoded = events.map((event) => decode(event, {}));
    return triggers.map((trigger) => {
      const condition = parseFql(trigger);
      return decoded.map((event) => fires(condition, event));
    });
  },
  conditions: ({ triggers }) => triggers.map((trigger) => attempt(() => parseFql(trigger))),
  generate: ({ conditions }) => conditions.map((condition) => generateFql(condition)),
  // The oracle writes its defaults into the mapping that it is given, so each gets its own.
  transform: ({ mappings, events }) =>
    mappings.map((mapping) =>
      events.map((event) => attempt(() => transform(JSON.parse(mapping), decode(event, {}))))
    ),
  parses: ({ codes }) => codes.map((code) => attempt(() => void new vm.Script(code))),
  survey: ({ codes, ecmaVersion }) => codes.map((code) => survey(code, ecmaVersion))
};

const answer = async (line) => {
  const request = JSON.parse(line);
  try {
    return { value: await operations[request.operation](request) };
  } catch (error) {
    return { error: said(error) };
  }
};

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await answer(line)) + "\n");
  }
})();
