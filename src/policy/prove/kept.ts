import { evaluate } from "../evaluate.ts";
import type { PolicySet } from "../types.ts";
import { merged, USUAL } from "./counterexample.ts";
import { groupBy, indexByHead } from "./heads.ts";
import { meet } from "./meet.ts";
import { anybodyOf, callersOf } from "./principals.ts";
import { attachedLanguage } from "./statement.ts";
import { coverOf, type Term } from "./terms.ts";
import type { AttachedPolicy, ProofInput, Unproven } from "./types.ts";

const READ = "secretsmanager:GetSecretValue";

/** What an administrator has in the account that owns the secrets. */
const ADMINISTRATOR: NonNullable<PolicySet["identity"]> = [
  {
    name: "an administrator's own policy",
    document: {
      Version: "2012-10-17",
      Statement: [{ Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" }],
    },
  },
];

/**
 * Partners' secrets whose resource policy keeps nobody out: whoever is allowed every secret of the account by its own
 * policies reads them. Only secrets whose policy is among the documents are judged.
 *
 * @param terms what the partners that are asked about reach
 */
export function unkept(input: ProofInput, terms: readonly Term[]): readonly Unproven[] {
  const reads = terms.filter(({ family }) => family.domain === "secret" && family.inResource);
  const [{ family } = {}] = reads;
  if (family === undefined) return [];
  const secrets = groupBy(
    input.attached.filter(({ on }) => on.startsWith(family.head)),
    ({ on }) => on,
  );
  const all = [...secrets].map(([on, policies]) => {
    let open: boolean | undefined;
    const isOpen = () => (open ??= letsAnybodyRead(policies, input));
    return { on, isOpen, cover: coverOf(attachedLanguage(on, family)) };
  });
  const index = indexByHead(all, ({ cover }) => cover);
  const found = reads.flatMap(({ subject, cover }) =>
    index
      .near(cover)
      .filter((secret) => meet(cover, secret.cover) && secret.isOpen())
      .map(({ on }) => ({
        subject,
        why: `the policy of ${on} keeps nobody out: whoever of the account ${input.estate.account} may read every secret reads it`,
      })),
  );
  return [...new Map(found.map((one) => [`${one.subject}\n${one.why}`, one])).values()];
}

/** Whether somebody that no document names reads a secret. */
function letsAnybodyRead(policies: readonly AttachedPolicy[], { estate }: ProofInput): boolean {
  const resource = (policies[0]?.on ?? "").replaceAll("*", "").replaceAll("?", "x");
  return callersOf({ arn: anybodyOf(estate) }, new Map()).some(
    (principal) =>
      evaluate(
        { principal, action: READ, resource, resourceAccount: estate.account, context: USUAL },
        {
          identity: ADMINISTRATOR,
          ...merged(policies.map(({ policy }) => policy)),
          resourcePolicy: "optional",
        },
      ).allowed,
  );
}
