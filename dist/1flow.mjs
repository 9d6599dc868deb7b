// 1Flow for Analytics.js 2.0: plugins for AnalyticsBrowser.load({ writeKey, plugins }).
// Made by oneflow-snippet from a settings file; change that, not this.
const key = "oneflow_prod_YWNtZS1kZW1vLWtleQ==";

// A deep copy of plain data: undefined leaves objects, dates stay dates, all else is passed on.
// Engines copy a whole object faster than key by key, and an own __proto__ stays its own.
const copy = (value) => !value || typeof value != "object" ? value
  : Array.isArray(value) ? value.map(copy)
  : value instanceof Date ? new Date(+value)
  : {}.toString.call(value) == "[object Object]" ? tidy({ ...value }) : value;

// A value within a @template.
const text = (value) => (value == null ? "" : String(value));

// An object that was just made, in place: no undefined field, and no part of the event.
const tidy = (value) => {
  for (const name in value) {
    if (value[name] === void 0) delete value[name];
    // What a page has put on every object's prototype is not this object's own.
    else if (typeof value[name] == "object" && value[name] != {}[name]) value[name] = copy(value[name]);
  }
  return value;
};

const warn = (...said) => console.warn("1Flow:", ...said);

const queue = [];
let dropped = 0;
// 1: calls go out; below 0: they are stopped, and not even kept.
let live = 1;
let stub;
let settle;

// The SDK, or the customer's own install. The bare name also finds an SDK that is a top-level
// const, which is no property of window; it throws where there is none.
const sdk = () => {
  try {
    return _1flow != stub && (_1flow.apply || _1flow.logEvent) && _1flow;
  } catch (error) {}
};

const deliver = () => {
  if (settle) settle();
  for (let target; live > 0 && queue[0] && (target = sdk());) {
    const [method, ...rest] = queue.shift();
    try {
      if (target.apply) target.call(window, method, ...rest);
      else target[{ identify: "logUser", track: "logEvent" }[method] || method](...rest);
    } catch (error) {
      warn("the SDK failed in a call.", error);
    }
    if (dropped) {
      warn(dropped + " calls were dropped: the queue holds " + 100);
      dropped = 0;
    }
  }
};

const send = (...call) => {
  if (live < 0) return;
  queue.push(call);
  deliver();
  // Without an SDK the oldest call makes room for the newest.
  if (queue.length > 100) dropped++, queue.shift();
};

let requested;
let failures = 0;

const inject = () => {
  if (live < 1 || requested || sdk()) return;
  requested = true;
  try {
    const script = document.createElement("script");
    script.async = true;
    script.setAttribute("data-api-key", key);
    try {
      // Where Trusted Types are enforced, a policy that knows this one URL; it can be made once.
      url = url || trustedTypes.createPolicy("oneflow-snippet", { createScriptURL: () => "https://1flow.app/js/1flow.js" }).createScriptURL("");
    } catch (error) {}
    script.src = url || "https://1flow.app/js/1flow.js";
    const meta = document.querySelector("[property=csp-nonce],[name=csp-nonce]") || {};
    script.nonce = nonce || meta.nonce || meta.content || "";
    script.onerror = () => {
      if (!failures) warn("no SDK from " + script.src + ": a wrong key or region (404), a blocker, or the page's CSP?");
      script.remove();
      requested = false;
      // Three more times, and whenever the browser comes back online.
      if (failures < 3) setTimeout(inject, 1e3 * 3 ** failures++);
      addEventListener("online", inject);
    };
    // The page may have an element for the SDK already; a second SDK would double everything.
    for (const other of document.scripts) if (other.src == script.src) return;
    // The SDK takes its key from the first element with this attribute, so ours stands first.
    (document.head || document.documentElement).prepend(script);
  } catch (error) {
    warn("the page does not let the SDK's script be added.", error);
  }
};

// Shows the page `value` under a global name until something else is assigned, without a timer.
const watch = (name, value, take) => {
  try {
    Object.defineProperty(window, name, {
      configurable: true,
      enumerable: true,
      get: () => value,
      set: (assigned) => {
        assigned = take(value = assigned);
        if (assigned) {
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

// Whether this is the page's install: another copy of it would deliver everything twice.
const install = () => {
  const other = window._1flowSnippet;
  if (other) {
    if (other.key != key) warn("two installs with different project keys; the first one counts.");
    return other == queue;
  }
  nonce = (document.currentScript || {}).nonce;
  window._1flowSnippet = queue;
  queue.key = key;
  if (!window._1flow && !sdk()) {
    stub = (...call) => {
      try {
        call = copy(call);
      } catch (error) {
        // What holds itself has no copy; the page's call must not fail for it.
      }
      send(...call);
    };
    watch("_1flow", stub, (assigned) => {
      if (!sdk()) return;
      // The SDK may assign first and prepare later, so the queue waits for its script to end, or for
      // the first call that it gets: none may overtake the queue.
      const early = assigned.apply ? new Proxy(assigned, {
        apply: (target, self, call) => {
          deliver();
          return target.apply(self, call);
        }
      }) : assigned;
      settle = () => {
        settle = 0;
        if (window._1flow == early) window._1flow = assigned;
      };
      Promise.resolve().then(deliver);
      return early;
    });
  }
  // An SDK can arrive without an assignment: as a top-level const or function.
  document.addEventListener("load", deliver, true);
  return true;
};

let url;

let nonce;

const track = (ctx, name, properties) => {
  if (name == null || name === "") log(ctx, "debug", "an event without a name was not sent");
  else send("track", name, properties);
};

const identify = (ctx, event, id, traits) => {
  if (id == null || id === "") log(ctx, "debug", "an identify without a user id was not sent");
  else send("identify", id, traits);
};

const log = (ctx, level, message, details) => ctx.log && ctx.log(level, "1Flow: " + message, details);

const failed = (ctx, mapping, error) => log(ctx, "error", "a mapping failed", { mapping, error });

const plugin = (action, methods) => {
  const middleware = [];
  const result = {
    name: "1Flow Web (Actions)",
    alternativeNames: ["1Flow Web (Actions)" + " " + action],
    type: "destination",
    version: "0.1.0",
    isLoaded: () => true,
    load: async (ctx, analytics) => {
      // A disabled Segment (no write key) loads plugins and dispatches events all the same.
      if (install() && ((analytics || {}).settings || {}).writeKey !== "") {
        inject();
      } else {
        for (const type in methods) delete result[type];
      }
    },
    unload: () => {
      live = -2;
      queue.length = 0;
    },
    addMiddleware: (...functions) => { middleware.push(...functions); }
  };
  // What Analytics.js calls destination middleware: each function passes on, changes or drops.
  const filter = async (ctx, run) => {
    let event = ctx.event;
    for (const each of middleware) {
      const payload = { obj: copy(event) };
      event = 0;
      await each({
        payload,
        integration: "1Flow Web (Actions)",
        next: (passed) => { event = passed && passed.obj; }
      });
      if (!event) return ctx;
    }
    run(event, ctx);
    return ctx;
  };
  for (const type in methods) {
    const run = methods[type];
    result[type] = (ctx) => {
      if (middleware[0]) return filter(ctx, run);
      run(ctx.event, ctx);
      return ctx;
    };
  }
  return result;
};

const plugins = [
  plugin("trackEvent", {
    track: (event, ctx) => {
      const event2 = event.event;
      const properties = event.properties;
      // Track Event: type = "track" and event != "Signed Up"
      try {
        if (event2 !== "Signed Up") {
          track(ctx, copy(event2), copy(properties));
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
          track(ctx, "Signed Up: " + text(plan), tidy({ plan: plan, source: source != null ? source : "direct" }));
        }
      } catch (error) {
        failed(ctx, "Sign-up with its plan", error);
      }
    }
  }),
  plugin("identifyUser", {
    identify: (event, ctx) => {
      // Identify User: type = "identify" and traits.plan != "free"
      try {
        const traits = event.traits;
        if ((traits && traits.plan) !== "free") {
          identify(ctx, event, copy(event.userId), copy(traits));
        }
      } catch (error) {
        failed(ctx, "Identify User", error);
      }
    }
  })
];

export default plugins;
