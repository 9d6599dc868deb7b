// Imports a module with a trap on every global that is not the language's own: prints what it
// touched, which globals it left behind, and what it exports.
//
//   node import_trapped.mjs MODULE
import { pathToFileURL } from "node:url";
import vm from "node:vm";

const url = pathToFileURL(process.argv[2]).href;
const print = process.stdout.write.bind(process.stdout);
const language = new Set(vm.runInNewContext("Object.getOwnPropertyNames(globalThis)"));
language.delete("console");

const touched = new Set();
let armed = false;
const touch = (name) => {
  if (armed && typeof name === "string") touched.add(name);
};

for (const name of Object.getOwnPropertyNames(globalThis)) {
  const found = Object.getOwnPropertyDescriptor(globalThis, name);
  if (language.has(name) || !found.configurable) continue;
  Object.defineProperty(globalThis, name, {
    configurable: true,
    enumerable: found.enumerable,
    get: () => {
      touch(name);
      return found.get ? found.get.call(globalThis) : found.value;
    },
    set: () => touch(name)
  });
}

// Names that Node does not have, such as window, are looked for here.
const trap = new Proxy(Object.getPrototypeOf(globalThis), {
  has: (target, name) => (touch(name), Reflect.has(target, name)),
  get: (target, name) => (touch(name), Reflect.get(target, name)),
  set: (target, name, value, owner) => {
    touch(name);
    return Reflect.defineProperty(owner, name, { value, configurable: true, writable: true });
  }
});
Object.setPrototypeOf(globalThis, trap);

const before = Object.getOwnPropertyNames(globalThis);
armed = true;
const exported = await import(url);
armed = false;

const left = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name));
print(JSON.stringify({
  touched: [...touched],
  left,
  exports: Object.keys(exported),
  plugins: exported.default.map((plugin) => Object.keys(plugin))
}));
