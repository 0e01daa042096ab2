import { entry } from "./entry.ts";

/** Errors of gates and access tests. */
export const ACCESS_ERRORS = {
  accessTestFailed: entry<{ subject: string; failed: number; probes: string }>({
    exit: 4,
    message: (p) =>
      `The access test of ${p.subject} failed: ${p.failed} probe(s) did not answer as they must: ${p.probes}.`,
    hint: () => "Compare the named probes with the policy statements in the plan (--dry-run).",
  }),
  accessFindings: entry<{ partner: string; failed: number; probes: string }>({
    exit: 10,
    message: (p) =>
      `The access test of ${p.partner} has findings: ${p.failed} probe(s) did not answer as they must: ${p.probes}.`,
    hint: (p) =>
      `See what differs with \`vendor status ${p.partner}\`; \`vendor onboard ${p.partner}\` puts it right.`,
  }),
  hostKeyFindings: entry<{ partner: string; servers: string }>({
    exit: 10,
    message: (p) =>
      `What ${p.partner} was given is as it must be, and somebody else may answer in its place: ${p.servers} did not present the pinned host key.`,
    hint: (p) =>
      `Let nothing log in there. Ask ${p.partner} by another way whether its key has changed; only if it has, give the new one and \`vendor onboard ${p.partner}\` again.`,
  }),
  testIncomplete: entry<{ partner: string; count: number }>({
    exit: 3,
    message: (p) => `${p.partner} can't be tested: ${p.count} of its resources are not there.`,
    hint: (p) => `Run \`vendor onboard ${p.partner}\` first.`,
  }),
  nobodyLives: entry<Record<string, never>>({
    exit: 3,
    message: () => "There is nobody to test: no partner lives here.",
    hint: () => "Run `vendor onboard PARTNER` first.",
  }),
  testNotLive: entry<{ partner: string; state: string }>({
    exit: 3,
    message: (p) => `${p.partner} can't be tested: it is ${p.state}, not live.`,
    hint: () => "Run `vendor status` to see who lives.",
  }),
  gateDeadline: entry<{ paths: string; subject: string; seconds: number }>({
    exit: 5,
    message: (p) => `Of ${p.subject}, this did not settle within ${p.seconds} s: ${p.paths}.`,
    hint: () => "Run it again later, or give it longer with gates.deadline in the configuration.",
  }),
  stillServed: entry<{ paths: string; subject: string; seconds: number }>({
    exit: 5,
    message: (p) => `Access of ${p.subject} is still served after ${p.seconds} s: ${p.paths}.`,
    hint: () =>
      "What was frozen stays frozen. Find out what still allows it (`vendor policy why`), then go on with `vendor resume`.",
  }),
  probeGroupUnknown: entry<{ group: string; known: string }>({
    exit: 2,
    message: (p) => `The probe catalogue has no group "${p.group}".`,
    hint: (p) => `The groups are: ${p.known}.`,
  }),
  probeMisfit: entry<{ probe: string; actor: string; what: string }>({
    exit: 2,
    message: (p) => `The probe ${p.probe} can't be tried as ${p.actor}: ${p.what}.`,
    hint: () => "Correct the actors of the runbook (access.actors and access.targets.actors).",
  }),
  standInMissing: entry<{ actor: string }>({
    exit: 2,
    message: (p) =>
      `The actor ${p.actor} needs a stand-in role, and the configuration names no sandbox account.`,
    hint: () => "Set sandboxAccount.roleArn in vendor.config.yaml.",
  }),
  sftpUnreachable: entry<{ host: string; port: number; code: string; message: string }>({
    exit: 3,
    stops: true,
    message: (p) => `The SFTP endpoint ${p.host}:${p.port} can't be reached (${p.code}: ${p.message}).`,
    hint: () =>
      "Check the network, that the server is started, that it lets this machine in, and sftpEndpoint in vendor.config.yaml.",
  }),
  hostKeyUnknown: entry<{ host: string; port: number; fingerprint: string }>({
    exit: 4,
    message: (p) => `${p.host}:${p.port} presented a host key that is not the server's: ${p.fingerprint}.`,
    hint: () =>
      "Check sftpEndpoint in the configuration, and that nothing stands between you and the server.",
  }),
} as const;
