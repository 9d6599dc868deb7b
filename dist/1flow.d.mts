// Types of 1flow.mjs: plugins for AnalyticsBrowser.load({ writeKey, plugins }).
// Made by oneflow-snippet. No package is needed: a plugin fits the Plugin type of Analytics.js 2.0.

/** What Analytics.js calls destination middleware: it hands the event on, changes or drops it. */
export type OneflowMiddleware = (parameters: {
  payload: { obj: any };
  integration: string;
  next: (payload: { obj: any } | null) => void;
}) => void | Promise<void>;

/** What a plugin does with an event of one type: it gives back the context that it was given. */
export type OneflowMethod = <Context extends { event: object }>(
  ctx: Context
) => Context | Promise<Context>;

/**
 * An action of 1Flow Web (Actions); its mappings decide on the methods. Beside the
 * destinations stands an enrichment, which acts in their place while the page is left.
 */
export interface OneflowPlugin {
  name: string;
  alternativeNames: string[];
  type: "destination" | "enrichment";
  version: string;
  isLoaded: () => boolean;
  load: (ctx: unknown, analytics: unknown) => Promise<void>;
  unload: () => void;
  addMiddleware(...functions: OneflowMiddleware[]): void;
  track?: OneflowMethod;
  identify?: OneflowMethod;
  page?: OneflowMethod;
  group?: OneflowMethod;
  alias?: OneflowMethod;
  screen?: OneflowMethod;
}

/** A destination for each action that has subscriptions, and the enrichment; none where the settings switch all off. */
declare const plugins: OneflowPlugin[];
export default plugins;
