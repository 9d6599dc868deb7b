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
    window._1flow = sdk;
    window.__sdkOwn = sdk;
  }

  if (config.shape === "function with methods") Object.assign(sdk, methods);
  if (config.shape === "function later") window.__sdkTakeOver = takeOver;
  else if (config.shape === "lexical global") window.__sdkLexical = methods;
  else takeOver();
})(/* config */);
