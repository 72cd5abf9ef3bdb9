// Takes out of package-lock.json what installs nothing: the addresses where one can give money to a package.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
for (const found of Object.values(lock.packages)) delete found.funding;
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
