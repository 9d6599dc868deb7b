// Stands first in every test page: counts timers by who started them, and encodes values as text.
(function () {
  "use strict";

  // What JSON cannot say is said by an object that no test value looks like. JSON keeps an own
  // key named __proto__, which a copy by assignment would lose.
  function encode(value) {
    try {
      return JSON.stringify(value, function (key, each) {
        if (each === undefined) return { "@undefined": true };
        if (typeof each === "function") return { "@function": true };
        return each;
      });
    } catch (error) {
      return JSON.stringify(["@unencodable", String(error)]);
    }
  }

  // Where the timer function was called: the first frame outside this file, "" if it has no URL.
  // Only that one counts, for the bundle stands further up wherever it calls somebody else's code.
  function caller() {
    var frames = new Error().stack.split("\n").filter(function (line) {
      return /\S/.test(line) && line !== "Error" && line.indexOf("/harness/probe.js:") < 0;
    });
    var place = /https?:\/\/[^\s)]+:\d+:\d+/.exec(frames[0] || "");
    return place ? place[0] : "";
  }

  var timers = [];

  ["setTimeout", "setInterval", "requestAnimationFrame", "requestIdleCallback"].forEach(
    function (kind) {
      var original = window[kind];
      // Not every engine has requestIdleCallback.
      if (!original) return;
      window[kind] = function () {
        timers.push({ kind: kind, caller: caller() });
        return original.apply(window, arguments);
      };
    }
  );

  window.__probe = { encode: encode, timers: timers };
})();
