// settings/ten.yaml as a hand would compile it: floor.js with the ten subscriptions written out.
((w, d) => {
  const copy = (v) => v;
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
      const e = c.event;
      const name = e.event;
      const p = e.properties || {};
      const context = e.context || {};
      const page = context.page || {};
      const campaign = context.campaign || {};
      const order = typeof name == "string" && name.startsWith("Order");
      if (name === "Order Completed") {
        f("track", "Order", copy({
          order_id: p.order_id,
          total: p.total,
          currency: p.currency,
          coupon: p.coupon,
          plan: p.plan,
          page: page.path,
          locale: context.locale,
          source: "web"
        }));
        if (typeof p.total == "number") {
          const large = p.total > 100;
          f("track", large ? "Large order" : "Small order", copy({
            order_id: p.order_id,
            total: p.total,
            shipping: p.shipping,
            tax: p.tax,
            title: (p.currency == null ? "" : p.currency) + " " + p.total,
            page: page.path,
            user: e.userId,
            tier: large ? "large" : "small"
          }));
        }
        if (p.plan !== "free") {
          f("track", "Paid plan", copy({
            plan: p.plan,
            seats: p.seats,
            interval: p.interval,
            price: p.price,
            campaign: campaign.name,
            medium: campaign.medium,
            coupon: p.coupon != null ? p.coupon : "none",
            kind: "subscription"
          }));
        }
      }
      if (typeof name == "string" && name.includes("Order") && page.path === "/checkout/done") {
        f("track", "Checkout: " + name, copy({
          order_id: p.order_id,
          referrer: page.referrer,
          title: page.title,
          url: page.url,
          locale: context.locale,
          agent: context.userAgent,
          total: p.total,
          step: p.step
        }));
      }
      if (order && p.coupon != null) {
        f("track", "With a coupon", copy({
          coupon: p.coupon,
          discount: p.discount,
          total: p.total,
          currency: p.currency,
          order_id: p.order_id,
          campaign: campaign.name,
          first: p.first_order,
          offered: true
        }));
      }
      if (name === "Signed Up") {
        f("track", "Sign-up", copy({
          plan: p.plan,
          seats: p.seats,
          interval: p.interval,
          price: p.price,
          campaign: campaign.name,
          medium: campaign.medium,
          page: page.path,
          kind: "sign-up"
        }));
      }
      if (order && typeof page.path == "string" && page.path.includes("/help")) {
        f("track", "Order on the help pages", copy({
          order_id: p.order_id,
          referrer: page.referrer,
          title: page.title,
          url: page.url,
          locale: context.locale,
          agent: context.userAgent,
          total: p.total,
          kind: "help"
        }));
      }
      if (name === "Order Completed" && p.first_order === true) {
        f("track", "First order", copy({
          order_id: p.order_id,
          total: p.total,
          currency: p.currency,
          plan: p.plan,
          user: e.userId,
          visitor: e.anonymousId,
          page: page.path,
          first: true
        }));
      }
      if (name === "Order Refunded" || name === "Order Cancelled") {
        f("track", "Refund", copy({
          order_id: p.order_id,
          total: p.total,
          currency: p.currency,
          reason: p.reason,
          user: e.userId,
          page: page.path,
          locale: context.locale,
          kind: "refund"
        }));
      }
      return c;
    }
  });
})(window, document);
