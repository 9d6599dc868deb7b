// The hosted destination as its users have it: the two actions written against Segment's own runtime.
import { browserDestination } from "@segment/browser-destination-runtime/shim";

const POLL = 5;

// The stub that the hosted loader leaves: every call posts itself again until the SDK takes over.
const loadSdk = (projectApiKey) => {
  window._1flow = (...call) => setTimeout(() => window._1flow(...call), POLL);
  const script = document.createElement("script");
  script.async = true;
  script.src = "https://1flow.app/js/1flow.js";
  script.setAttribute("data-api-key", projectApiKey);
  document.head.append(script);
};

const path = (text) => ({ type: "string", label: text, default: { "@path": text } });
const data = (text) => ({ type: "object", label: text, default: { "@path": text } });

const destination = {
  name: "1Flow Web (Actions)",
  slug: "actions-1flow",
  mode: "device",
  settings: { projectApiKey: { type: "string", label: "Project API key", required: true } },
  initialize: async ({ settings }, { resolveWhen }) => {
    loadSdk(settings.projectApiKey);
    await resolveWhen(() => Object.prototype.hasOwnProperty.call(window, "_1flow"), 100);
    return window._1flow;
  },
  actions: {
    trackEvent: {
      title: "Track Event",
      platform: "web",
      defaultSubscription: 'type = "track"',
      fields: {
        event_name: { ...path("$.event"), required: true },
        userId: path("$.userId"),
        anonymousId: path("$.anonymousId"),
        properties: data("$.properties")
      },
      perform: (sdk, { payload }) => {
        const { event_name: name, userId, anonymousId, properties } = payload;
        sdk("track", name, { userId, anonymousId, properties });
      }
    },
    identifyUser: {
      title: "Identify User",
      platform: "web",
      defaultSubscription: 'type = "identify"',
      fields: { userId: path("$.userId"), traits: data("$.traits") },
      perform: (sdk, { payload }) => sdk("identify", payload.userId, payload.traits)
    }
  }
};

window["1flowDestination"] = browserDestination(destination);
