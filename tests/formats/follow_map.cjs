// Follows a source map from each word of a minified script, with Node's own reader of maps and
// acorn's words: prints what does not lead to the same word, or to the name that it had.
//
//   node follow_map.cjs FOLDER
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { SourceMap } = require("node:module");
const acorn = require(path.join(process.argv[2], "node_modules", "acorn"));

const read = (name) => fs.readFileSync(path.join(process.argv[2], name), "utf8");
const map = new SourceMap(JSON.parse(read("1flow.min.js.map")));
const words = (text) => [...acorn.tokenizer(text, { ecmaVersion: 2020, locations: true })].map(
  ({ start, end, loc, type }) => ({
    word: text.slice(start, end), at: `${loc.start.line - 1}:${loc.start.column}`, loc, type
  })
);

const readable = new Map(words(read("1flow.js")).map((word) => [word.at, word]));
const small = words(read("1flow.min.js"));
const result = { words: small.length, same: 0, renamed: {}, made: [], wrong: [] };
for (const { word, loc, type } of small) {
  const entry = map.findEntry(loc.start.line - 1, loc.start.column);
  const exact = entry.generatedLine === loc.start.line - 1 && entry.generatedColumn === loc.start.column;
  const found = readable.get(`${entry.originalLine}:${entry.originalColumn}`);
  if (exact && entry.originalSource === undefined) result.made.push(word);
  else if (!exact || !found) result.wrong.push(word);
  else if (found.word === word) result.same += 1;
  else if (type === acorn.tokTypes.name && found.word === entry.name) {
    result.renamed[entry.name] = (result.renamed[entry.name] || 0) + 1;
  } else result.wrong.push([word, found.word, entry.name]);
}
process.stdout.write(JSON.stringify(result));
