// One peer in a process of its own, warm: a JSON request a line on stdin, an answer a line on stdout.
//
// The first request opens the page: {code, form: "script" | "remote", settings, events}. "calls" tells
// what the SDK was given for each event; "round" sends `count` events and tells the nanoseconds.
"use strict";

const readline = require("node:readline");
const vm = require("node:vm");

// What the SDK keeps of a call, so that no engine can leave the call out.
const seen = { calls: 0, last: null, all: null };
function sdk(method, name, payload) {
  seen.calls += 1;
  seen.last = payload;
  if (seen.all) seen.all.push(JSON.parse(JSON.stringify([method, name, payload === undefined ? null : payload])));
}

// A page as the code needs it, in this realm: a bare name is then looked up as in a browser. The
// SDK comes as soon as its script is added, and is long there when the measurement begins.
const page = { plugins: [], loaded: [] };
const arrive = (element) => {
  if (element && element.src && element.src.includes("1flow")) {
    globalThis._1flow = sdk;
    page.loaded.forEach((listener) => listener({ target: element }));
    setTimeout(() => { if (element.onload) element.onload(); }, 0);
  }
};
globalThis.window = globalThis;
globalThis.addEventListener = () => {};
globalThis.document = {
  scripts: [],
  currentScript: null,
  querySelector: () => null,
  querySelectorAll: () => [],
  head: { prepend: arrive, append: arrive, appendChild: arrive },
  createElement: () => ({ setAttribute() {}, getAttribute: () => null, remove() {} }),
  addEventListener: (type, listener) => { if (type === "load") page.loaded.push(listener); }
};
globalThis.analytics = { register: (...plugins) => { page.plugins.push(...plugins); } };

let contexts = [];
let methods = [];
let waits = false;

const open = async ({ code, form, settings, events }) => {
  vm.runInThisContext(code);
  if (form === "remote") page.plugins.push(...(await globalThis["1flowDestination"](settings)));
  for (const plugin of page.plugins) await plugin.load({}, globalThis.analytics);
  await new Promise((resolve) => setTimeout(resolve, 20));
  // Events as Analytics.js has them: each its own object.
  contexts = events.map((event) => ({ event: JSON.parse(JSON.stringify(event)), log() {} }));
  const type = events[0].type;
  methods = page.plugins.filter((plugin) => plugin[type]);
  const first = methods.map((plugin) => plugin[type](contexts[0]));
  waits = first.some((result) => result !== contexts[0]);
  await Promise.all(first);
  return { plugins: page.plugins.map((plugin) => plugin.name), waits, type };
};

const calls = async () => {
  const found = [];
  for (const ctx of contexts) {
    seen.all = [];
    for (const plugin of methods) await plugin[ctx.event.type](ctx);
    found.push(seen.all);
    seen.all = null;
  }
  return found;
};

const at = () => process.hrtime.bigint();

// A method that gives its context at once has done its work; one that gives a promise is awaited.
const rounds = {
  track: (count) => {
    const began = at();
    for (let i = 0; i < count; i++) {
      const ctx = contexts[i % contexts.length];
      for (const plugin of methods) plugin.track(ctx);
    }
    return Number(at() - began);
  },
  waiting: async (count) => {
    const began = at();
    for (let i = 0; i < count; i++) {
      const ctx = contexts[i % contexts.length];
      for (const plugin of methods) await plugin.track(ctx);
    }
    return Number(at() - began);
  }
};

const round = async ({ count }) => {
  const before = seen.calls;
  const nanoseconds = await (waits ? rounds.waiting(count) : rounds.track(count));
  return { nanoseconds, calls: seen.calls - before };
};

const operations = { open, calls, round };

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    let answer;
    try {
      answer = { value: await operations[request.operation](request) };
    } catch (error) {
      answer = { error: String((error && error.stack) || error) };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
})();
