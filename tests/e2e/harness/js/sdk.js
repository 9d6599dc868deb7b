// Stands in for the 1Flow SDK: records each call, and takes window._1flow over in the way it is told.
(function (config) {
  "use strict";

  var calls = (window.__sdkCalls = window.__sdkCalls || []);
  var runs = (window.__sdkRuns = window.__sdkRuns || []);

  // The real SDK finds its key in this way.
  var element = document.querySelector("script[data-api-key]");
  runs.push({
    key: element && element.getAttribute("data-api-key"),
    src: element && element.src,
    async: element && element.async,
    own: element === document.currentScript
  });

  function spoil(value) {
    if (value === null || typeof value !== "object") return;
    Object.keys(value).forEach(function (key) {
      spoil(value[key]);
      delete value[key];
    });
    value.spoiled = true;
  }

  function receive(call) {
    calls.push(window.__probe.encode(call));
    if (config.keeps) {
      var kept = JSON.parse(sessionStorage.getItem("__sdkCalls") || "[]");
      kept.push(calls[calls.length - 1]);
      sessionStorage.setItem("__sdkCalls", JSON.stringify(kept));
    }
    if (config.mutates) call.forEach(spoil);
    if (config.throws_for !== null && call[1] === config.throws_for)
      throw new Error("the SDK throws for " + call[1]);
  }

  function record(name, args) {
    receive([name].concat(Array.prototype.slice.call(args)));
  }

  function sdk(method) {
    if (config.prepares_last && !window.__sdkPrepared) throw new Error("the SDK is not ready yet");
    record(method, Array.prototype.slice.call(arguments, 1));
  }

  var methods = {
    logEvent: function () {
      record("logEvent", arguments);
    },
    logUser: function () {
      record("logUser", arguments);
    },
    on: function () {
      record("on", arguments);
    }
  };

  function takeOver() {
    var waiting = config.replays && window._1flow && window._1flow[config.replays];
    if (config.shape === "object on window") {
      window._1flow = window.__sdkOwn = methods;
      return;
    }
    window.__sdkOwn = sdk;
    if (config.shape === "property that cannot be changed")
      Object.defineProperty(window, "_1flow", { value: sdk, configurable: false, writable: false });
    else window._1flow = sdk;
    (waiting || []).forEach(function (call) {
      sdk.apply(null, call);
    });
  }

  // Until it has its configuration it queues by itself.
  function takeOverTwice() {
    var queue = [];
    window._1flow = function () {
      queue.push(arguments);
    };
    window._1flow.own = queue;
    config.replays = "own";
    takeOverConfigured();
  }

  function takeOverConfigured() {
    var request = new XMLHttpRequest();
    request.onload = takeOver;
    request.open("GET", "/stand-in/configuration.json");
    request.send();
  }

  var ways = {
    "function later": function () { window.__sdkTakeOver = takeOver; },
    "function after its configuration": takeOverConfigured,
    "queue of its own, then function": takeOverTwice,
    "lexical global": function () { window.__sdkLexical = methods; },
    "top-level function": function () { window.__sdkFunction = sdk; },
    "top-level var": function () { window.__sdkFunction = sdk; }
  };

  if (config.shape === "function with methods") Object.assign(sdk, methods);
  (ways[config.shape] || takeOver)();
})(/* config */);
