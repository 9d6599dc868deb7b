// What somebody writes who uses the module with Analytics.js; it is compiled, never run.
import { AnalyticsBrowser, type Plugin } from "@segment/analytics-next";
import plugins, { type OneflowMiddleware, type OneflowPlugin } from "./1flow.mjs";

export const accepted: Plugin[] = plugins;
export const analytics = AnalyticsBrowser.load({ writeKey: "w", plugins });
export const more = AnalyticsBrowser.load({ writeKey: "w", plugins: [...plugins, ...accepted] });
await analytics.register(...plugins);

const drop: OneflowMiddleware = ({ payload, integration, next }) => {
  next(payload.obj.event === integration ? null : payload);
};
for (const plugin of plugins) plugin.addMiddleware(drop);

export const first: OneflowPlugin | undefined = plugins[0];
export const kind: "destination" | "enrichment" | undefined = first?.type;

// @ts-expect-error - a list of plugins is no list of names
export const names: string[] = plugins;
// @ts-expect-error - a method takes a context, which has an event
void first?.track?.({});
// @ts-expect-error - not one of the events that Analytics.js sends to a plugin
void first?.reset;
