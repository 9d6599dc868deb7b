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
  id != null && id !== "" ? send([method, id, payload]) : ctx.log && ctx.log("debug", "1Flow: no name or id: " + method);

// A value within a @template.
const text = value => (value == null ? "" : String(value));

// An object that was just made, in place: no undefined field, and no part of the event. A loop over
// its names is several times faster than a list of them.
const tidy = value => {
  for (const name in value)
    value[name] === void 0 ? delete value[name]
      // What a page has put on every object's prototype is not this object's own.
      : typeof value[name] != "object" || value[name] == {}[name] || (value[name] = copy(value[name]));
  return value;
};

let installed;

let url = "https://1flow.app/js/1flow.js";

// What is no SDK: our function, or the page's own around it.
let stub;
let dropped = 0;
// The call that is being delivered.
let current;
// The SDK's element, or the SDK where one was there when it was to be fetched.
let script;
// The calls that wait for the SDK; 0 once they are stopped, and not even kept.
let queue = [];
let failures = 0;

// The SDK, or the customer's own install. The bare name also finds an SDK that is a top-level
// const, which is no property of window; it throws where there is none.
const sdk = () => {
  try {
    return _1flow != stub && (_1flow.apply || _1flow.logEvent) && _1flow;
  } catch {}
};

const reportDropped = () => {
  dropped && warn(dropped + " calls dropped");
  dropped = 0;
};

const inject = () => {
  if (queue && !script && !(script = sdk())) try {
    script = document.createElement("script");
    // It is async, as every script that a script adds.
    script.setAttribute("data-api-key", key);
    if (!failures) try {
      // Where Trusted Types are enforced, a policy that knows this one URL.
      url = trustedTypes.createPolicy("1flow.js", { createScriptURL: () => url }).createScriptURL("");
    } catch {
      // There are none, or the page allows no such policy.
    }
    script.src = url;
    const source = document.querySelector("script[nonce],[property=csp-nonce],[name=csp-nonce]") || {};
    script.nonce = source.nonce || source.content || "";
    script.onerror = () => {
      failures || warn("no SDK: key, region, blocker or CSP? " + script.src);
      // Three more times, and whenever the browser comes back online.
      failures < 3
        ? setTimeout(inject, 1e3 * 3 ** failures++)
        : reportDropped();
      addEventListener("online", inject);
      script = script.remove();
    };
    // The page may have an element for the SDK already; a second SDK would double everything.
    for (const other of document.scripts) if (other.src == script.src) return;
    // The SDK takes its key from the first element with this attribute, so ours stands first.
    document.head.prepend(script);
  } catch (error) {
    warn(error);
  }
};

// Takes what a global name stands for, now or from its assignment on, without a timer; until then
// the page sees `value` there. What `take` gives, if anything, is what the page sees from then on.
const watch = (name, value, take) => {
  if (!window[name] || !take(value)) try {
    Object.defineProperty(window, name, {
      configurable: true,
      get: () => value,
      set: assigned => {
        if (assigned = take(value = assigned)) delete window[name], window[name] = assigned;
      }
    });
  } catch {
    // The page has a var of this name.
    take(window[name] = value || []);
  }
};

// Makes this the page's install, unless there is one, for two would deliver everything twice; then
// it gives true.
const install = () => {
  if (window._1flowKey) return window._1flowKey == key || !warn("two keys");
  window._1flowKey = key;
  window._1flow || watch("_1flow", stub = (...call) => {
    // What gives a call back is the page's own function around this one, whatever else it passes
    // on: the SDK is still to come. One that renames gives back a new call each time; it is known
    // by the second, which comes of one that came of another.
    if (current && (current.by || current[1] === call[1] && current[0] === call[0])) {
      stub = sdk();
      current = 0;
      // It was taken for the SDK when ours was to be fetched.
      if (script && !script.src) inject(script = 0);
      return;
    }
    try {
      call = copy(call);
    } catch {
      // What holds itself has no copy; the page's call must not fail for it.
    }
    // What it came of, if it was made within another's delivery.
    call.by = current;
    send(call);
  }, assigned => {
    if (sdk()) {
      // The SDK may assign first and prepare later, so the queue waits for its script to end, or for
      // the first call that it gets: none may overtake the queue.
      const early = assigned.apply ? new Proxy(assigned, {
        apply: (target, self, call) => {
          send();
          return target.apply(self, call);
        }
      }) : assigned;
      (async () => {
        await 0;
        if (window._1flow == early) window._1flow = assigned;
        send();
      })();
      return early;
    }
  });
  // An SDK can arrive without an assignment: as a top-level const or function.
  document.addEventListener("load", () => send(), true);
};

// Takes a call in, if there is one, and gives the SDK all that wait.
const send = call => {
  call && queue && queue.push(call);
  for (let target; !current && (target = sdk()) && (current = queue[0]);) {
    try {
      target.apply
        // Engines take the parts of an array apart and together slowly.
        ? target.apply(window, current)
        : target[{ identify: "logUser", track: "logEvent" }[current[0]] || current[0]](...current.slice(1));
    } catch (error) {
      warn(error);
    }
    // It stays if it came back; and the queue may have been stopped, or begun anew.
    current == queue[0] && queue.shift();
    current = 0;
    reportDropped();
  }
  // Without an SDK the oldest call makes room for the newest.
  !current && queue[100] && queue.shift(dropped++);
};

const warn = said => console.warn("1Flow:", said);

const destination = "1Flow Web (Actions)";

// What Analytics.js calls destination middleware: each function passes on, changes or drops. It adds
// one by the name that all plugins have here, so they share it.
const middleware = new Set();

const filter = async (event, ctx, run) => {
  for (const each of middleware) if (event) await each({
    payload: { obj: copy(event) },
    integration: destination,
    next: (event = 0, passed => event = passed && passed.obj)
  });
  event && run(event, ctx, run);
  return ctx;
};

// A method of a plugin. The twin leaves a mark where it has acted: the timer may fire after all.
const act = run => ctx => ctx._1flow ? ctx : (middleware.size ? filter : run)(ctx.event, ctx, run) || ctx;

// What all plugins have; their methods are beside it.
const plugin = {
  version: "0.1.0",
  type: "destination",
  name: destination,
  load: async (ctx, analytics) => {
    // A disabled Segment (no write key) loads plugins and dispatches events all the same.
    ((analytics || {}).settings || {}).writeKey === "" || !(installed = installed || !install()) ? middleware.add(() => {}) : inject();
  },
  unload: () => queue = 0,
  isLoaded: () => true,
  addMiddleware: (...functions) => functions.map(each => middleware.add(each))
};

const destinations = [
  {
    ...plugin,
    alternativeNames: [destination + " trackEvent"],
    track: act((event, ctx) => {
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
    })
  },
  {
    ...plugin,
    alternativeNames: [destination + " identifyUser"],
    identify: act((event, ctx) => {
      const traits = event.traits;
      // Identify User: type = "identify" and traits.plan != "free"
      if ((traits && traits.plan) !== "free") {
        perform(ctx, "identify", copy(event.userId), copy(traits));
      }
    })
  }
];

// Analytics.js calls destinations by a timer, which a page that goes does not live to see, but
// enrichments before it. This one acts for the destinations then, and never else; it is one for all
// of them, so that events keep their order.
const relay = ctx => {
  if (document.hidden || (window.event || {}).type == "pagehide") {
    // Analytics.js applies a call's integrations to destinations only.
    const wanted = ctx.event.integrations || {};
    for (const each of destinations)
      wanted[[destination, ...each.alternativeNames, "All"].find(name => wanted[name] != null)] !== false
        // It fails where the destination has no method for the event.
        && (async () => each[ctx.event.type](ctx))().catch(() => {});
    if (installed) ctx._1flow = true;
  }
  return ctx;
};
const twin = { ...destinations[0], type: "enrichment", track: relay, identify: relay };

export default [...destinations, twin];
