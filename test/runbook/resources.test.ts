import { expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { parseConfig } from "../../src/runbook/config.ts";
import { CONFIG_TEMPLATE } from "../../src/runbook/config-text.ts";
import { completeInputs } from "../../src/runbook/inputs.ts";
import { offlineBase } from "../../src/runbook/offline.ts";
import { resolveResources, resourceResolver } from "../../src/runbook/resources.ts";
import { loadRunbook } from "../../src/runbook/runbooks.ts";

const SHIPPED = new URL("../../runbooks", import.meta.url).pathname;
const config = parseConfig(CONFIG_TEMPLATE, "/company", "vendor.config.yaml");
const runbook = loadRunbook("hosted-sftp", { own: [], shipped: SHIPPED }, "/");
const ACCOUNT = { partnerAccount: "210987654321", partnerRole: "reader" };

const request = (subject: string, answers: JsonObject) => ({
  config,
  subject,
  rehearsal: false,
  standIn: false,
  inputs: completeInputs(runbook.inputs, answers),
  base: offlineBase(config),
});

it("resolves many subjects as it does each alone, whatever came before", () => {
  const resolve = resourceResolver(runbook);
  const requests = [
    request("acme", {}),
    request("globex", ACCOUNT),
    request("initech", {}),
    request("hooli", { ...ACCOUNT, pull: "assume-role" }),
    request("umbrella", { ...ACCOUNT, partnerAccount: "111122223333" }),
  ];
  for (const one of requests) expect(resolve(one)).toEqual(resolveResources(runbook, one));
});

it("has the kinds check a subject whose inputs are of another type than those before", () => {
  const resolve = resourceResolver(runbook);
  resolve(request("acme", ACCOUNT));
  const odd = { ...request("globex", ACCOUNT), inputs: { ...ACCOUNT, partnerRole: ["reader"] } };
  expect(resolve(odd)).toEqual(resolveResources(runbook, odd));
  const wrong = { ...request("globex", {}), inputs: { publicKey: 7 } };
  expect(() => resolve(wrong)).toThrow(/can't be applied/);
});
