// Stands first in every test page: the clock of the bundle's timers, violations of security
// policies, and values encoded as text.
(function (config) {
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

  // The bundle is a file in a folder of its own, or stands on some lines of the page itself.
  var folder = location.origin + config.folder;
  var lines = config.lines.map(function (line) {
    return location.href + ":" + line + ":";
  });

  // Where the timer function was called: the first frame outside this file, "" if it has no URL.
  // Only that one counts, for the bundle stands further up wherever it calls somebody else's code.
  function caller() {
    var frames = new Error().stack.split("\n").filter(function (line) {
      return /\S/.test(line) && line !== "Error" && line.indexOf("/harness/probe.js:") < 0;
    });
    var place = /https?:\/\/[^\s)]+:\d+:\d+/.exec(frames[0] || "");
    return place ? place[0] : "";
  }

  function isOurs(place) {
    return [folder].concat(lines).some(function (start) {
      return place.indexOf(start) === 0;
    });
  }

  // Every timer of the bundle; `left` tells one that is still to come. Its timeouts wait for the
  // test to put the clock forward, so that nobody has to wait for them.
  var timers = [];
  var now = 0;
  var FIRST_ID = 1e9;

  function start(kind, place, delay, run) {
    timers.push({ kind: kind, caller: place, delay: delay, due: now + delay, run: run, left: true });
    return FIRST_ID + timers.length - 1;
  }

  ["setTimeout", "setInterval", "requestAnimationFrame", "requestIdleCallback"].forEach(
    function (kind) {
      var original = window[kind];
      // Not every engine has requestIdleCallback.
      if (!original) return;
      window[kind] = function (run, delay) {
        var place = caller();
        if (!isOurs(place)) return original.apply(window, arguments);
        var rest = Array.prototype.slice.call(arguments, 2);
        return start(kind, place, Number(delay) || 0, function () { run.apply(window, rest); });
      };
    }
  );

  ["clearTimeout", "clearInterval", "cancelAnimationFrame", "cancelIdleCallback"].forEach(
    function (kind) {
      var original = window[kind];
      if (!original) return;
      window[kind] = function (id) {
        if (id >= FIRST_ID) timers[id - FIRST_ID].left = false;
        else original.call(window, id);
      };
    }
  );

  // Puts the clock forward by so many milliseconds, and runs the timeouts that are due by then.
  function advance(time) {
    var end = now + time;
    for (;;) {
      var next = timers.filter(function (timer) {
        return timer.left && timer.kind === "setTimeout" && timer.due <= end;
      }).sort(function (one, other) { return one.due - other.due; })[0];
      if (!next) break;
      now = next.due;
      next.left = false;
      next.run();
    }
    now = end;
  }

  function listTimers() {
    return timers.map(function (timer) {
      return { kind: timer.kind, caller: timer.caller, delay: timer.delay, left: timer.left };
    });
  }

  var violations = [];

  document.addEventListener("securitypolicyviolation", function (event) {
    violations.push(event.effectiveDirective + " " + event.blockedURI);
  });

  window.__probe = {
    encode: encode,
    timers: listTimers,
    advance: advance,
    violations: violations
  };
})(/* config */);
