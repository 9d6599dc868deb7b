// Reads rows of {ir, events} and writes, by row and event, whether tsub finds that the event matches:
// tsub is what Analytics.js evaluates destination filters with.
global.self = global;
const { matches } = require("../node_modules/@segment/analytics-next/dist/cjs/vendor/tsub/tsub");

const rows = JSON.parse(require("fs").readFileSync(0, "utf8"));
const verdicts = rows.map(({ ir, events }) =>
  events.map((event) => matches(event, { type: "fql", ir: JSON.stringify(ir) }))
);
process.stdout.write(JSON.stringify(verdicts));
