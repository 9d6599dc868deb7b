// The least that does the default job: no copy, no middleware, no second install, no failing SDK.
((w, d) => {
  let q = [];
  const s = d.createElement("script");
  const f = (...a) => { q ? q.push(a) : w._1flow(...a); };
  s.src = "https://1flow.app/js/1flow.js";
  s.setAttribute("data-api-key", "demo-key");
  s.onload = () => {
    const a = q;
    q = 0;
    a.map((c) => f(...c));
  };
  w.analytics.register({
    name: "1Flow Web (Actions)",
    type: "destination",
    version: "1",
    isLoaded: () => true,
    load: async () => { d.head.prepend(s); },
    track: (c) => {
      f("track", c.event.event, c.event.properties);
      return c;
    },
    identify: (c) => {
      const e = c.event;
      if (e.userId) f("identify", e.userId, e.traits);
      return c;
    }
  });
})(window, document);
