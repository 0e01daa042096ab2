import type { Attempt, Probe } from "../../core/probe.ts";
import type { RequirementId } from "../requirements.ts";
import { allowed, denied } from "./build.ts";
import { bucketArn, type Targets, victims } from "./targets.ts";

type Target = NonNullable<Targets["workload"]>;
type Workload = Omit<Target, "caller"> & { readonly caller: Target["caller"][number] };
type Keys = Readonly<Record<string, string>>;

/** Services that run workloads or act for somebody: a role is given to one of them. */
const SERVICES = ["ec2", "ecs-tasks", "glue", "lambda", "transfer"].map((name) => `${name}.amazonaws.com`);

/**
 * Controls of {@link workload}. A workload gets its sessions from AWS alone, so nobody else can hold one of a partner that
 * lives. What can be shown of it is that the documents in force, read afresh, let it in.
 */
export function workloadOwn(targets: Targets): Probe[] {
  const { actors, own, secrets } = targets;
  const workload = workloadOf(targets);
  if (!workload || !actors.documents) return [];
  const common = { group: "own", actor: actors.documents };
  const works = (
    id: string,
    title: string,
    [action, resource, keys]: Request,
    covers: RequirementId = "works.files",
  ) =>
    allowed(common, `workload.own.${id}`, session(workload, action, resource, keys), {
      title: `${title} as the workload, by the documents in force`,
      reason: "The workload does its work with this.",
      covers,
    });
  return [
    allowed(common, "workload.own.assume", assume(workload), {
      title: "get a session as the workload, by the documents in force",
      reason: "The trust policy names whom AWS gives the role to.",
      covers: "works.identity",
    }),
    works("list", "list the own prefix", list(targets, own.prefix)),
    works("get", "get an own object", ["s3:GetObject", objectArn(targets, own.key)]),
    works("put", "put an own object", ["s3:PutObject", objectArn(targets, own.key)]),
    ...(secrets?.own
      ? [works("secret", "read the own secret", readSecret(secrets.own), "works.secret")]
      : []),
    ...(workload.logGroup === undefined
      ? []
      : LOGGING.map((action) =>
          works(idOf(`logs:${action}`), `log (${action})`, logs(action, workload.logGroup ?? "")),
        )),
  ];
}

/** Whom else AWS could give the role to, and what else the workload's session could reach: refused by the documents in force. */
export function workload(targets: Targets): Probe[] {
  const { actors } = targets;
  const its = workloadOf(targets);
  if (!its || !actors.documents) return [];
  const common = { group: "workload", actor: actors.documents };
  return [
    ...strangers(its).map(({ id, title, attempt }) =>
      denied(common, `workload.assume.${id}`, "workload.own.assume", attempt, {
        title: `get a session ${title}, by the documents in force`,
        reason: "Only this workload may have the role.",
        covers: "identity.own-role",
      }),
    ),
    ...beyond(targets, its).map(({ id, control, title, attempt, covers }) =>
      denied(common, `workload.${id}`, `workload.own.${control}`, attempt, {
        title: `${title} as the workload, by the documents in force`,
        reason: "The role has exactly what the workload needs.",
        covers,
      }),
    ),
  ];
}

function workloadOf({ workload: target }: Targets): Workload | undefined {
  const [caller] = target?.caller ?? [];
  return target && caller && { ...target, caller };
}

type Request = readonly [action: string, resource: string, keys?: Keys];

interface Stranger {
  readonly id: string;
  readonly title: string;
  readonly attempt: Attempt;
}

function strangers(workload: Workload): readonly Stranger[] {
  const { caller, presents, mayPresent } = workload;
  const services = SERVICES.filter((service) => !("service" in caller) || service !== caller.service);
  return [
    ...services.map((service) => ({
      id: service.split(".")[0] ?? service,
      title: `as ${service}`,
      attempt: assume({ ...workload, caller: { service } }),
    })),
    ...("provider" in caller
      ? [
          {
            id: "other-provider",
            title: "by another identity provider",
            attempt: assume({ ...workload, caller: { provider: `${caller.provider}-other` } }),
          },
        ]
      : []),
    ...Object.entries(presents).flatMap(([key, value]) => {
      const { [key]: _left, ...rest } = presents;
      const id = idOf(key);
      return [
        { id: `no-${id}`, title: `without ${key}`, attempt: assume({ ...workload, presents: rest }) },
        ...withOthers(workload, key, value),
      ];
    }),
    ...Object.entries(mayPresent).flatMap(([key, value]) => withOthers(workload, key, value)),
  ];
}

/** Who presents another value of a key. */
function withOthers(workload: Workload, key: string, value: string): readonly Stranger[] {
  return others(value).map(({ how, words, value: presented }) => ({
    id: `${how}-${idOf(key)}`,
    title: `with ${words} ${key}`,
    attempt: assume({ ...workload, presents: { ...workload.presents, [key]: presented } }),
  }));
}

/** Values that a pattern, or a comparison that heeds no case, would take for this one. */
function others(
  value: string,
): readonly { readonly how: string; readonly words: string; readonly value: string }[] {
  const swapped = value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase();
  return [
    { how: "other", words: "another", value: another(value) },
    ...(value.startsWith("arn:") ? [] : [{ how: "longer", words: "a longer", value: `other-${value}` }]),
    ...(value.startsWith("arn:") || swapped === value
      ? []
      : [{ how: "case", words: "the case changed of", value: swapped }]),
  ];
}

interface Beyond extends Stranger {
  readonly control: string;
  readonly covers: RequirementId;
}

function beyond(targets: Targets, workload: Workload): readonly Beyond[] {
  const { own, rootKey, secrets } = targets;
  const as = ([action, resource, keys]: Request) => session(workload, action, resource, keys);
  const elsewhereInBucket = victims(targets).flatMap(({ id, words, place }): Beyond[] => [
    {
      id: `list.${id}`,
      control: "list",
      title: `list ${words} prefix`,
      attempt: as(list(targets, place.prefix)),
      covers: "list.own-only",
    },
    {
      id: `get.${id}`,
      control: "get",
      title: `get ${words} object`,
      attempt: as(["s3:GetObject", objectArn(targets, place.key)]),
      covers: "read.own-only",
    },
    {
      id: `put.${id}`,
      control: "put",
      title: `put ${words} object`,
      attempt: as(["s3:PutObject", objectArn(targets, place.key)]),
      covers: "write.own-only",
    },
  ]);
  const elsewhere = Object.entries(workload.session).map(([key, value]): Beyond => {
    const other = { ...workload, session: { ...workload.session, [key]: another(value) } };
    return {
      id: `get.other-${idOf(key)}`,
      control: "get",
      title: `get an own object with another ${key}`,
      attempt: session(other, "s3:GetObject", objectArn(targets, own.key)),
      covers: "identity.own-role",
    };
  });
  return [
    {
      id: "list.no-prefix",
      control: "list",
      title: "list the bucket without a prefix",
      attempt: as(["s3:ListBucket", bucketArn(targets)]),
      covers: "list.own-only",
    },
    ...elsewhereInBucket,
    {
      id: "get.root",
      control: "get",
      title: "get an object at the bucket's root",
      attempt: as(["s3:GetObject", objectArn(targets, rootKey)]),
      covers: "read.own-only",
    },
    ...elsewhere,
    ...(secrets?.own && workload.otherSecret
      ? [
          {
            id: "secret.other",
            control: "secret",
            title: "read another partner's secret",
            attempt: as(readSecret(workload.otherSecret)),
            covers: "secret.own-only" as const,
          },
        ]
      : []),
    ...(workload.logGroup === undefined
      ? []
      : LOGGING.map((action) => ({
          id: `${idOf(`logs:${action}`)}.other`,
          control: idOf(`logs:${action}`),
          title: `log where others do (${action})`,
          attempt: as(logs(action, `${workload.logGroup}-other`)),
          covers: "write.own-only" as const,
        }))),
  ];
}

function assume({ roleArn, caller, presents }: Workload): Attempt {
  const action = "provider" in caller ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole";
  return { type: "evaluate", roleArn, caller, action, resource: roleArn, keys: presents };
}

function session(
  { roleArn, session: carried }: Workload,
  action: string,
  resource: string,
  keys: Keys = {},
): Attempt {
  return { type: "evaluate", roleArn, action, resource, keys: { ...carried, ...keys } };
}

function list(targets: Targets, prefix: string): Request {
  return ["s3:ListBucket", bucketArn(targets), { "s3:prefix": prefix }];
}

/** What a workload that logs calls. */
const LOGGING = ["CreateLogStream", "PutLogEvents"];

function logs(action: string, group: string): Request {
  return [`logs:${action}`, `${group}:log-stream:any`];
}

function readSecret(arn: string): Request {
  return ["secretsmanager:GetSecretValue", arn];
}

function objectArn(targets: Targets, key: string): string {
  return `${bucketArn(targets)}/${key}`;
}

/** `aws:SourceAccount` → `source-account`, `token.actions.githubusercontent.com:sub` → `sub`. */
function idOf(key: string): string {
  const name = key.slice(key.lastIndexOf(":") + 1);
  return name.replace(/([a-z])([A-Z])/g, "$1-$2").toLowerCase();
}

/** A value of the same form that begins like this one, or names another account. */
function another(value: string): string {
  const elsewhere = value.replace(
    /\d{12}/,
    (account) => `${account.slice(1)}${(Number(account[0]) + 1) % 10}`,
  );
  return elsewhere === value ? `${value}-other` : elsewhere;
}
