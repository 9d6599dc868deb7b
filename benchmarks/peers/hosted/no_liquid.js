// In browsers @liquid is not rendered, and liquidjs is not shipped.
export class Liquid {
  constructor() {
    this.filters = {};
  }
  registerFilter() {}
  registerTag() {}
  parseAndRenderSync(text) {
    return text;
  }
}
