// A project without Analytics.js's own types, nor those of a page.
import plugins from "./1flow.mjs";

export const versions: string[] = plugins.map((plugin) => plugin.version);
