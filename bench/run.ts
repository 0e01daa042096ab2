import { existsSync } from "node:fs";
import { join } from "node:path";
import { crowd } from "./crowd.ts";
import { onboarding } from "./onboarding.ts";
import { besideOracle } from "./oracle.ts";
import { policyEvaluation } from "./policy.ts";
import { proofGrowth } from "./proof.ts";
import { startUp } from "./start-up.ts";

// Prints what docs/performance.md is about. Needs the bundle and the AWS CLI; takes about two minutes.
if (!existsSync(join(import.meta.dirname, "../dist/main.cjs")))
  throw new Error("dist/ is missing. Build it with `npm run prepare`.");
for (const part of [startUp, onboarding, policyEvaluation, besideOracle, proofGrowth, crowd])
  process.stdout.write(`${await part()}\n\n`);
