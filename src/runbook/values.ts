import type { Neighbour } from "../access/catalogue/pairs.ts";
import { sha256Hex } from "../core/canonical.ts";
import { hiddenMark, hiddenPlaceholder } from "../core/hidden.ts";
import type { Json, JsonObject } from "../core/json.ts";
import type { BaseFacts } from "../plan/types.ts";
import type { Values } from "./template.ts";
import type { Config } from "./types.ts";

/** The name that a partner's twin has during its rehearsal. */
export function twinOf(partner: string): string {
  return `${partner}-rehearsal`;
}

/** A partner's name as a part of a Sid, which takes letters and digits only: `acme-parts` → `AcmeParts`. */
export function sidOf(partner: string): string {
  return partner.replace(/(^|-)([a-z0-9])/g, (_, _hyphen, letter: string) => letter.toUpperCase());
}

/**
 * The ExternalId of a subject. Issued by us and never chosen by the partner; it is no secret
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html), it must only be
 * different for each partner, and the same again in every plan.
 */
export function externalIdOf(config: Config, subject: string): string {
  const facts = [config.account, config.bucket, subject].join("\n");
  return `${subject}-${sha256Hex(facts).slice(0, 24)}`;
}

/** What every partner is called by in this account, whatever its runbook. */
export function neighbourOf({ naming }: Config, partner: string): Neighbour {
  const named = (template: string) => template.replaceAll("${partner}", partner);
  return { partner, user: named(naming.user), prefix: named(naming.prefix) };
}

/** All that templates of a runbook can name, for one subject. */
export function templateValues(request: {
  readonly config: Config;
  readonly subject: string;
  readonly rehearsal: boolean;
  readonly inputs: JsonObject;
  readonly base: BaseFacts;
  /** Ownership tags of what is made for the subject; absent where nothing is to be made or tested. */
  readonly tags?: Readonly<Record<string, string>>;
}): Values {
  const { config, subject, rehearsal, inputs, base, tags } = request;
  const named = (template: string, purpose = "connection", partner = subject) =>
    template.replaceAll("${partner}", partner).replaceAll("${purpose}", purpose);
  const folder = (partner: string) => named(config.naming.prefix, "", partner);
  const partnerRole = `arn:${base.partition}:iam::${String(inputs.partnerAccount)}:role/${String(inputs.partnerRole)}`;
  const principal = rehearsal
    ? config.sandboxAccount?.roleArn
    : inputs.partnerAccount === undefined
      ? undefined
      : partnerRole;
  return {
    partner: subject,
    sid: sidOf(subject),
    tags,
    "base.partition": base.partition,
    "base.account": config.account,
    "base.region": config.region,
    "base.bucket": config.bucket,
    "base.kmsKey": config.kmsKey,
    "base.transferServer": config.transferServer,
    "base.permissionsBoundary": config.permissionsBoundary,
    "base.secretReaders": config.secretReaders as Json,
    "base.sftpHost": base.sftp?.host,
    "base.sftpPort": base.sftp?.port,
    "base.hostKeys": base.sftp?.hostKeys as Json | undefined,
    "base.plainHttp": config.plainHttpEndpoint === "none" ? undefined : config.plainHttpEndpoint,
    "base.operatorRole": base.operatorRole,
    "names.role": named(config.naming.role),
    "names.pullRole": named(config.naming.role, "", `${subject}.pull`),
    "names.user": named(config.naming.user),
    "names.otherUser": named(config.naming.user, "", `${subject}-evil`),
    "names.prefix": folder(subject),
    "names.folder": folder(subject).slice(0, -1),
    "names.secret": named(config.naming.secret),
    "names.sibling": folder(`${subject}-evil`),
    "names.other": folder(`vendor-canary-${subject}`),
    "names.lookalikeSecret": `${named(config.naming.secret)}-evil`,
    "names.otherSecret": named(config.naming.secret, "connection", `${subject}-evil`),
    "sandbox.roleArn": config.sandboxAccount?.roleArn,
    "sandbox.outsider":
      inputs.partnerAccount !== undefined && principal === config.sandboxAccount?.roleArn
        ? undefined
        : config.sandboxAccount?.roleArn,
    "sandbox.account": config.sandboxAccount?.roleArn.split(":")[4],
    // Hashes, which few templates name.
    get externalId() {
      return externalIdOf(config, subject);
    },
    get otherExternalId() {
      return externalIdOf(config, `${subject}-evil`);
    },
    principal,
    "principal.account": principal?.split(":")[4],
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`inputs.${name}`, filledIn(value)])),
  };
}

/** A hidden answer is filled in by the run; until then a placeholder stands for it. */
function filledIn(answer: Json): Json {
  const mark = hiddenMark(answer);
  return mark === undefined ? answer : hiddenPlaceholder(mark);
}
