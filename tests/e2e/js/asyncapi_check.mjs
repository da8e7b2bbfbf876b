// Reads an AsyncAPI document from standard input; prints what the public parser finds wrong with it.
import parser from "@asyncapi/parser";
import { readFileSync } from "node:fs";

const { diagnostics } = await new parser.Parser().parse(readFileSync(0, "utf8"));
const errors = diagnostics.filter((found) => found.severity === 0).map((found) => `${found.path.join(".")}: ${found.message}`);
console.log(JSON.stringify({ errors }));
process.exit(errors.length ? 1 : 0);
