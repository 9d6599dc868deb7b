// Reads {schema, values} and writes whether ajv, an editor's kind of validator, takes each value.
const Ajv = require("ajv");

const { schema, values } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const validate = new Ajv({ strict: true, strictTypes: false, strictTuples: false, strictRequired: false }).compile(schema);
process.stdout.write(JSON.stringify(values.map((value) => validate(value))));
