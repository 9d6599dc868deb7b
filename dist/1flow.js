// 1Flow for Analytics.js 2.0: the SDK's loader and the destination's plugins.
// Made by oneflow-snippet from a settings file; change that, not this.
(() => {
  "use strict";
  const w = window;
  const d = document;
  const key = "oneflow_prod_YWNtZS1kZW1vLWtleQ==";
  // One install a page: a second copy of this script would deliver everything twice.
  if (w._1flowSnippet) {
    if (w._1flowSnippet !== key) {
      console.warn("1Flow: this page has two installs with different project keys; the first one counts.");
    }
    return;
  }
  w._1flowSnippet = key;

  // A deep copy of plain data: undefined leaves objects, dates stay dates, all else is passed on.
  const copy = (value) => {
    if (!value || typeof value != "object") return value;
    if (Array.isArray(value)) return value.map(copy);
    if (value instanceof Date) return new Date(+value);
    if ({}.toString.call(value) != "[object Object]") return value;
    // Engines copy a whole object faster than key by key, and an own __proto__ stays its own.
    value = { ...value };
    for (const name of Object.keys(value)) {
      if (typeof value[name] == "object") value[name] = copy(value[name]);
      else if (value[name] === void 0) delete value[name];
    }
    return value;
  };

  // A value within a @template.
  const text = (value) => (value == null ? "" : String(value));

  // What a mapping has just made, in place: no undefined field, and no part of the event.
  const tidy = (made) => {
    for (const name in made) {
      const value = made[name];
      if (value === void 0) delete made[name];
      // A page may have put objects of its own on every object's prototype.
      else if (value && typeof value == "object" && {}.hasOwnProperty.call(made, name)) made[name] = copy(value);
    }
    return made;
  };

  // Shows the page `value` under a global name until something else is assigned, without a timer.
  const watch = (name, value, take) => {
    const property = { configurable: true, enumerable: true };
    try {
      Object.defineProperty(w, name, Object.assign({
        get: () => value,
        set: (assigned) => {
          const taken = take(value = assigned);
          if (taken) Object.defineProperty(w, name, Object.assign({ value: taken, writable: true }, property));
        }
      }, property));
    } catch (error) {
      // The page has a var of this name.
      take(w[name] = value || []);
    }
  };

  const queue = [];
  let stub;
  let settle;
  let injected;

  // The SDK, or the customer's own install. The bare name also finds an SDK that is a top-level
  // const, which is no property of window; it throws where that const was never initialised.
  const sdk = () => {
    let found;
    try {
      found = _1flow;
    } catch (error) {
      found = w._1flow;
    }
    return found !== stub && found && (typeof found == "function" || found.logEvent) ? found : null;
  };

  const deliver = () => {
    if (settle) settle();
    const target = sdk();
    while (target && queue.length) {
      const call = queue.shift();
      try {
        if (target.logEvent && typeof target != "function") {
          target[call[0] == "identify" ? "logUser" : "logEvent"](call[1], call[2]);
        } else {
          target.apply(w, call);
        }
      } catch (error) {
        console.warn("1Flow: the SDK failed in a call.", error);
      }
    }
  };

  const send = (call) => {
    queue.push(call);
    deliver();
    // Without an SDK the oldest call makes room for the newest.
    if (queue.length > 100) queue.shift();
  };

  if (!w._1flow && !sdk()) {
    stub = (...call) => {
      try {
        call = copy(call);
      } catch (error) {
        // What holds itself has no copy; the page's call must not fail for it.
      }
      send(call);
    };
    watch("_1flow", stub, (assigned) => {
      if (!sdk()) return false;
      // The SDK may assign first and prepare later, so the queue waits for its script to end, or for
      // the first call that it gets: none may overtake the queue.
      const early = typeof assigned != "function" ? assigned : new Proxy(assigned, {
        apply: (target, self, call) => {
          deliver();
          return target.apply(self, call);
        }
      });
      settle = () => {
        settle = null;
        if (w._1flow === early) w._1flow = assigned;
      };
      Promise.resolve().then(deliver);
      return early;
    });
  }
  // An SDK can arrive without an assignment: as a top-level const or function.
  d.addEventListener("load", deliver, true);

  const inject = () => {
    if (injected || sdk()) return;
    injected = true;
    const script = d.createElement("script");
    script.async = true;
    script.src = "https://1flow.app/js/1flow.js";
    script.setAttribute("data-api-key", key);
    script.onerror = () => console.warn(
      "1Flow: the SDK did not load from " + script.src + ". Check the project key and the region or URL" +
      " (a wrong one answers 404), a blocker in this browser, and the site's Content-Security-Policy."
    );
    // The page may have an element for the SDK already; a second SDK would double everything.
    if ([].some.call(d.scripts, (other) => other.src == script.src)) return;
    // The SDK takes its key from the first element with this attribute, so ours stands first.
    (d.head || d.documentElement).prepend(script);
  };

  const track = (ctx, name, properties) => {
    if (name == null || name === "") log(ctx, "debug", "an event without a name was not sent");
    else send(["track", name, properties]);
  };

  const identify = (ctx, event, id, traits) => {
    if (id == null || id === "") log(ctx, "debug", "an identify without a user id was not sent");
    else send(["identify", id, traits]);
  };

  const log = (ctx, level, message, details) => {
    if (ctx.log) ctx.log(level, "1Flow: " + message, details);
  };

  const failed = (ctx, mapping, error) => log(ctx, "error", "a mapping failed", { mapping, error });

  // What Analytics.js calls destination middleware: each function passes on, changes or drops.
  const filter = async (functions, event) => {
    for (const run of functions) {
      let passed = null;
      await run({
        payload: { obj: copy(event) },
        integration: "1Flow Web (Actions)",
        next: (payload) => { passed = payload && payload.obj; }
      });
      event = passed;
      if (!event) break;
    }
    return event;
  };

  const plugin = (action, methods) => {
    const middleware = [];
    const hooks = Object.keys(methods).join(" ").split(" ");
    const result = {
      name: "1Flow Web (Actions)",
      alternativeNames: ["1Flow Web (Actions)" + " " + action],
      type: "destination",
      version: "0.1.0",
      isLoaded: () => true,
      load: async (ctx, analytics) => {
        if (analytics && analytics.settings && analytics.settings.writeKey === "") {
          // Segment is disabled; this instance has plugins loaded and events dispatched all the same.
          for (const type of hooks) delete result[type];
          return;
        }
        try {
          inject();
        } catch (error) {
          console.warn("1Flow: the page does not let the SDK's script be added.", error);
        }
      },
      addMiddleware: (...functions) => { middleware.push(...functions); }
    };
    for (const types of Object.keys(methods)) {
      const run = methods[types];
      for (const type of types.split(" ")) {
        result[type] = (ctx) => {
          if (middleware.length) {
            return filter(middleware, ctx.event).then((event) => {
              if (event) run(event, ctx);
              return ctx;
            });
          }
          run(ctx.event, ctx);
          return ctx;
        };
      }
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

  // Analytics.js may be here, be a snippet's array of calls to come, or not be here yet. The name
  // is not taken before it is: a page that tests for window.analytics must not be misled.
  const register = (analytics) => {
    if (analytics && typeof analytics.register == "function") {
      new Promise((resolve) => resolve(analytics.register(...plugins))).catch(() => {});
    } else if (analytics && typeof analytics.push == "function") {
      analytics.push(["register", ...plugins]);
    } else {
      return false;
    }
    return analytics;
  };
  if (!register(w.analytics)) watch("analytics", w.analytics, register);
})();
