// Runs bundles, each in a fresh fake page: jobs come as JSON on stdin, what each did goes to stdout.
//
// A job is {code, events, sdk: "present" | "late", poison}. With "late" the page has no SDK until
// every event was sent, so calls go through the loader's queue, and the script element shows.
// With "poison" each event has a field of that name which throws when it is read.
"use strict";
const vm = require("vm");

// JSON has no undefined, and a call's arguments do.
const calls = (args) => JSON.stringify(args, (name, value) => (value === undefined ? "<undefined>" : value));

function fakePage(result) {
  const prepend = (element) => result.scripts.push(element);
  const createElement = (tag) => ({
    tag,
    attributes: {},
    setAttribute(name, value) { this.attributes[name] = value; }
  });
  const page = vm.createContext({
    document: {
      createElement, querySelector() {}, addEventListener() {}, scripts: [], head: { prepend }
    },
    console: { warn: (...parts) => result.warnings.push(parts.map(String).join(" ")) },
    analytics: { register: (...plugins) => { result.plugins.push(...plugins); } }
  });
  page.window = vm.runInContext("this", page);
  return page;
}

async function run(job) {
  const result = { calls: [], scripts: [], warnings: [], logs: [], plugins: [], error: null, hurt: false };
  const page = fakePage(result);
  const sdk = (...args) => { result.calls.push(JSON.parse(calls(args))); };
  const parse = vm.runInContext("JSON.parse", page);
  const log = (level, message, details) => {
    result.logs.push({ level, message, mapping: details ? details.mapping : null });
  };
  if (job.sdk === "present") page._1flow = sdk;
  try {
    vm.runInContext(job.code, page);
    for (const plugin of result.plugins) await plugin.load({}, page.analytics);
    for (const sent of job.events) {
      const event = parse(JSON.stringify(sent));
      if (job.poison) {
        Object.defineProperty(event, job.poison, { get() { throw new Error("poison"); } });
      }
      for (const plugin of result.plugins) {
        if (!plugin[event.type]) continue;
        const ctx = { event, log };
        if ((await plugin[event.type](ctx)) !== ctx) throw new Error("a plugin's method gave no ctx");
      }
    }
    if (job.sdk === "late") page.window._1flow = sdk;
    await new Promise((resolve) => setImmediate(resolve));
    result.hurt = vm.runInContext("window.hurt !== undefined || ({}).hurt !== undefined", page);
  } catch (error) {
    result.error = String(error && error.stack || error);
  }
  result.plugins = result.plugins.map(({ name, alternativeNames, type }) => ({ name, alternativeNames, type }));
  return result;
}

async function main() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const results = [];
  for (const job of JSON.parse(Buffer.concat(chunks).toString("utf8"))) results.push(await run(job));
  process.stdout.write(JSON.stringify(results));
}

main();
