import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalAws } from "../sandbox/local-aws/index.ts";
import { localConfigText } from "../src/cli/local/config.ts";
import { systemClock, systemRandom } from "../src/core/env.ts";

// A process of its own: serves a local AWS whose writes are visible at once, until its parent disconnects.
const dir = mkdtempSync(join(tmpdir(), "vendor-bench-"));
const aws = await startLocalAws({
  dir: join(dir, "aws"),
  clock: systemClock,
  random: systemRandom,
  delays: { minMs: 0, maxMs: 0, flapMs: 0 },
});
writeFileSync(join(dir, "vendor.config.yaml"), localConfigText(aws, join(dir, "aws"), dir));
process.on("disconnect", async () => {
  await aws.close();
  rmSync(dir, { recursive: true, force: true });
});
process.send?.({ dir, url: aws.url, describe: aws.describe, credentials: aws.credentials("operator") });
