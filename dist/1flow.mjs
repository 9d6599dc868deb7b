// 1Flow for Analytics.js 2.0: plugins for AnalyticsBrowser.load({ writeKey, plugins }).
// Made by oneflow-snippet from a settings file; change that, not this.
const key = "oneflow_prod_YWNtZS1kZW1vLWtleQ==";

// A deep copy of plain data: undefined leaves objects, dates stay dates, all else is passed on.
// Engines copy a whole object faster than key by key, and an own __proto__ stays its own.
const copy = value => Array.isArray(value) ? value.map(copy)
  : value instanceof Date ? new Date(+value)
  : {}.toString.call(value) == "[object Object]" ? tidy({ ...value }) : value;

const failed = (ctx, mapping, error) => ctx.log && ctx.log("error", "1Flow: a mapping failed", { mapping: mapping, error: error });

// As the destination's documentation has it, nothing is sent without a name, or a user id.
const perform = (ctx, method, id, payload) =>
  id != null && id !== "" ? send(method, id, payload) : ctx.log && ctx.log("debug", "1Flow: " + method + " without name or id");

// A value within a @template.
const text = value => (value == null ? "" : String(value));

// An object that was just made, in place: no undefined field, and no part of the event.
const tidy = value => {
  for (const name in value)
    // What a page has put on every object's prototype is not this object's own.
    if (typeof value[name] == "object" && value[name] != {}[name]) value[name] = copy(value[name]);
    else value[name] === void 0 && delete value[name];
  return value;
};

let installed;

let url = "https://1flow.app/js/1flow.js";

let nonce;

const warn = (...said) => console.warn("1Flow:", ...said);

const queue = [];
let dropped = 0;
// 1: calls go out; 0: they wait; below 0 they are stopped, and not even kept.
let live = 1;
let stub;
// A function of the page around the stub, which is no SDK.
let wrapper;
// The call that is being delivered.
let current;
// What the SDK is shown as until it is ready, and itself.
let early;
let ready;
let begun;
let script;
let failures = 0;

// The SDK, or the customer's own install. The bare name also finds an SDK that is a top-level
// const, which is no property of window; it throws where there is none.
const sdk = () => {
  try {
    return _1flow != stub && _1flow != wrapper && (_1flow.apply || _1flow.logEvent) && _1flow;
  } catch (error) {}
};

const reportDropped = () => {
  dropped && warn(dropped + " calls dropped");
  dropped = 0;
};

const deliver = () => {
  if (early && window._1flow == early) window._1flow = ready;
  for (let target; !current && live > 0 && queue[0] && (target = sdk());) {
    // Engines take the parts of an array apart and together slowly.
    const call = current = queue[0];
    try {
      target.apply
        ? target.apply(window, call)
        : target[{ identify: "logUser", track: "logEvent" }[call[0]] || call[0]](...call.slice(1));
    } catch (error) {
      warn("SDK failed", error);
    }
    // Still there if it came back.
    if (current) queue.shift();
    current = 0;
    reportDropped();
  }
};

const send = (...call) => {
  live < 0 || queue.push(call);
  deliver();
  // Without an SDK the oldest call makes room for the newest.
  if (!current && queue.length > 100) dropped++, queue.shift();
};

const inject = () => {
  begun = true;
  if (live < 1 || script || sdk()) return;
  try {
    script = document.createElement("script");
    // It is async, as every script that a script adds.
    script.setAttribute("data-api-key", key);
    if (typeof url == "string") try {
      // Where Trusted Types are enforced, a policy that knows this one URL.
      url = trustedTypes.createPolicy("oneflow-snippet", { createScriptURL: () => url }).createScriptURL("");
    } catch (error) {
      // There are none, or the page allows no such policy.
    }
    script.src = url;
    const meta = document.querySelector("[property=csp-nonce],[name=csp-nonce]") || {};
    script.nonce = nonce || meta.nonce || meta.content || "";
    script.onerror = () => {
      failures || warn("no SDK: key, region, blocker or CSP? " + script.src);
      // Three more times, and whenever the browser comes back online.
      failures < 3 ? setTimeout(inject, 1e3 * 3 ** failures++) : reportDropped();
      addEventListener("online", inject);
      script = script.remove();
    };
    // The page may have an element for the SDK already; a second SDK would double everything.
    for (const other of document.scripts) if (other.src == script.src) return;
    // The SDK takes its key from the first element with this attribute, so ours stands first.
    document.head.prepend(script);
  } catch (error) {
    warn("no SDK", error);
  }
};

// Takes what a global name stands for, now or from its assignment on, without a timer; until then
// the page sees `value` there. What `take` gives, if anything, is what the page sees from then on.
const watch = (name, value, take) => {
  if (take(value)) return;
  try {
    Object.defineProperty(window, name, {
      configurable: true,
      get: () => value,
      set: assigned => {
        if (assigned = take(value = assigned)) {
          delete window[name];
          window[name] = assigned;
        }
      }
    });
  } catch (error) {
    // The page has a var of this name.
    take(window[name] = value || []);
  }
};

// Makes this the page's install, once; another copy of it would deliver everything twice.
const install = () => {
  const other = window._1flowSnippet;
  if (other) return other != key && warn("two project keys: the first counts");
  nonce = (document.currentScript || {}).nonce;
  window._1flowSnippet = key;
  window._1flow || sdk() || watch("_1flow", stub = (...call) => {
    // What gives a call back is the page's own function around this one: the SDK is still to come.
    if (current && current[0] === call[0] && current[1] === call[1]) {
      wrapper = sdk();
      current = 0;
      if (begun) inject();
      return;
    }
    try {
      call = copy(call);
    } catch (error) {
      // What holds itself has no copy; the page's call must not fail for it.
    }
    send(...call);
  }, assigned => {
    if (!sdk()) return;
    // The SDK may assign first and prepare later, so the queue waits for its script to end, or for
    // the first call that it gets: none may overtake the queue.
    ready = assigned;
    early = assigned.apply ? new Proxy(assigned, {
      apply: (target, self, call) => {
        deliver();
        return target.apply(self, call);
      }
    }) : assigned;
    Promise.resolve().then(deliver);
    return early;
  });
  // An SDK can arrive without an assignment: as a top-level const or function.
  document.addEventListener("load", deliver, true);
  return true;
};

// Calls what may throw or reject, and lets nobody know.
const quietly = run => new Promise(done => done(run())).catch(() => {});

const plugin = (action, methods) => {
  const middleware = [];
  const result = {
    name: "1Flow Web (Actions)",
    alternativeNames: ["1Flow Web (Actions) " + action],
    type: "destination",
    version: "0.1.0",
    isLoaded: () => true,
    load: async (ctx, analytics) => {
      // A disabled Segment (no write key) loads plugins and dispatches events all the same.
      if ((installed = installed || install()) && ((analytics || {}).settings || {}).writeKey !== "") inject();
      else for (const type in methods) delete result[type];
    },
    unload: () => (live = -2),
    addMiddleware: (...functions) => middleware.push(...functions)
  };
  // What Analytics.js calls destination middleware: each function passes on, changes or drops.
  const filter = async (ctx, run) => {
    let event = ctx.event;
    for (const each of middleware) {
      if (!event) break;
      const payload = { obj: copy(event) };
      event = 0;
      await each({ payload: payload, integration: result.name, next: passed => (event = passed && passed.obj) });
    }
    event && run(event, ctx);
    return ctx;
  };
  for (const type in methods) {
    const run = methods[type];
    const act = ctx => (middleware[0] ? filter(ctx, run) : (run(ctx.event, ctx), ctx));
    // The twin leaves a mark where it has acted: the timer may fire after all.
    result[type] = ctx => (ctx[result.alternativeNames[0]] ? ctx : act(ctx));
  }
  return result;
};

const destinations = [
  plugin("trackEvent", {
    track: (event, ctx) => {
      const event2 = event.event;
      const properties = event.properties;
      // Track Event: type = "track" and event != "Signed Up"
      try {
        if (event2 !== "Signed Up") {
          perform(ctx, "track", copy(event2), copy(properties));
        }
      } catch (error) {
        failed(ctx, "Track Event", error);
      }
      // Sign-up with its plan: type = "track" and event = "Signed Up"
      try {
        if (event2 === "Signed Up") {
          const plan = properties && properties.plan;
          const context = event.context;
          const campaign = context && context.campaign;
          const source = campaign && campaign.source;
          perform(ctx, "track", "Signed Up: " + text(plan), tidy({ plan: plan, source: source != null ? source : "direct" }));
        }
      } catch (error) {
        failed(ctx, "Sign-up with its plan", error);
      }
    }
  }),
  plugin("identifyUser", {
    identify: (event, ctx) => {
      const traits = event.traits;
      // Identify User: type = "identify" and traits.plan != "free"
      if ((traits && traits.plan) !== "free") {
        perform(ctx, "identify", copy(event.userId), copy(traits));
      }
    }
  })
];

// Analytics.js calls destinations by a timer, which a page that goes does not live to see, but
// enrichments before it. This one acts for the destinations then, and never else; it is one for all
// of them, so that events keep their order.
const twin = { ...destinations[0], type: "enrichment", addMiddleware: () => {} };
for (const type of ["track", "identify"]) twin[type] = ctx => {
  if (document.hidden || (window.event || {}).type == "pagehide") for (const each of destinations) {
    // Analytics.js applies a call's integrations to destinations only.
    const wanted = ctx.event.integrations || {};
    const named = [each.name, ...each.alternativeNames, "All"].find(name => wanted[name] != null);
    if (each[type] && wanted[named] !== false) {
      quietly(() => each[type](ctx));
      ctx[each.alternativeNames[0]] = true;
    }
  }
  return ctx;
};
const plugins = [...destinations, twin];

export default plugins;
