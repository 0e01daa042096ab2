import type { JsonObject } from "../../core/json.ts";
import { evaluate } from "../../policy/evaluate.ts";
import type { AccessRequest, Decision, PolicySet } from "../../policy/types.ts";
import { usualKeys } from "../../policy/usual-keys.ts";
import { missLines, nameOf } from "../../policy/verdicts.ts";
import { readTarget } from "../../resources/live-policies/target.ts";
import { plain, wrap } from "../render/text.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import { inWorkplace, withAws } from "../workplace.ts";
import { type Asker, askerOf } from "./asker.ts";
import { contextOf, encryptionContextOf } from "./request-context.ts";
import { accountOf, targetOf } from "./request-target.ts";

/** What the options of `vendor policy why` say. */
export interface WhyFlags {
  readonly as: string;
  readonly context?: readonly string[];
}

/** What is asked, as it was typed. */
export interface WhyQuestion {
  readonly action: string;
  readonly resource: string;
}

/** No API of the operator's account shows these, or none that an operator of least privilege may call. */
const NOT_LOOKED_AT =
  "the organisation's control policies (SCPs, RCPs), VPC endpoint policies, Block Public Access";

/**
 * `vendor policy why`: reads the documents that are in force with the operator's credentials, and evaluates them.
 * Nothing is tried and nothing is changed.
 * @throws VendorError `inputInvalid`, `partnerUnknown`, `principalGone`, `accessDenied`, … · AwsFailure
 */
export async function policyWhy(
  session: Session,
  question: WhyQuestion,
  flags: WhyFlags,
): Promise<CommandResult> {
  const given = contextOf(flags.context ?? []);
  return inWorkplace(session, (place) =>
    withAws(session, place, async ({ aws }) => {
      const asker = await askerOf(session, place, aws, flags.as);
      const target = await targetOf(question, place.config, aws);
      const request: AccessRequest = {
        principal: asker.principal,
        action: question.action,
        resource: target.arn,
        resourceAccount: accountOf(target.arn, place.config.account),
        context: {
          ...usualKeys(session.host.clock.now(), place.config.region, asker.principal),
          ...asker.context,
          ...target.context,
          ...given,
        },
      };
      const encryptionContext = encryptionContextOf(given);
      const policies: PolicySet = {
        identity: asker.identity,
        ...(asker.boundary === undefined ? {} : { boundary: asker.boundary }),
        ...(await readTarget(aws, target.arn)),
        ...(encryptionContext === undefined ? {} : { encryptionContext }),
      };
      const decision = evaluate(request, policies);
      return resultOf(session, { request, policies, asker, decision }, flags);
    }),
  );
}

interface Answer {
  readonly request: AccessRequest;
  readonly policies: PolicySet;
  readonly asker: Asker;
  readonly decision: Decision;
}

function resultOf(session: Session, answer: Answer, flags: WhyFlags): CommandResult {
  const { request, policies, asker, decision } = answer;
  const read = documentNames(policies);
  const reason = reasonOf(answer);
  return {
    outcome: decision.outcome,
    ...(asker.partner === undefined ? {} : { partner: asker.partner }),
    text: textOf(session, answer, flags, read),
    data: {
      request: request as unknown as JsonObject,
      decision: decision as unknown as JsonObject,
      ...(reason === undefined ? {} : { reason }),
      read,
      notLookedAt: [...asker.unread, NOT_LOOKED_AT],
    },
  };
}

/** Why the partner's runbook has the statement that decides, or that came nearest. */
function reasonOf({ asker, decision: { statement, nearest } }: Answer): string | undefined {
  const sid = (nearest?.statement ?? statement)?.sid;
  return sid === undefined ? undefined : asker.reasons?.[sid];
}

function textOf({ outStyle }: Session, answer: Answer, flags: WhyFlags, read: readonly string[]): string {
  const { request, asker, decision } = answer;
  const [mark, may] = decision.allowed ? [outStyle.good("✓"), "may"] : [outStyle.bad("✗"), "may not"];
  const block = (text: string) => wrap(plain(text), outStyle.width, "  ");
  const reason = reasonOf(answer);
  return [
    `${mark} ${outStyle.bold(plain(`${flags.as} ${may} ${request.action} on ${request.resource}`))}`,
    block(`as ${nameOf(request.principal)}`),
    "",
    block(`${decision.why}.`),
    ...missLines(decision).map((text, index) =>
      wrap(plain(text.trim()), outStyle.width, index === 0 ? "  " : "    "),
    ),
    ...(reason === undefined ? [] : [block(`The runbook's reason for it: ${reason}`)]),
    "",
    outStyle.dim(block(`Read: ${read.join(", ") || "nothing; no policy is in force"}`)),
    outStyle.dim(block(`Not looked at: ${[...asker.unread, NOT_LOOKED_AT].join("; ")}`)),
  ].join("\n");
}

function documentNames({ identity = [], boundary, resource, grants = [] }: PolicySet): readonly string[] {
  return [
    ...identity.map(({ name }) => name),
    ...(boundary === undefined ? [] : [boundary.name]),
    ...(resource === undefined ? [] : [resource.name]),
    ...(grants.length === 0 ? [] : [`${grants.length} grants of the key`]),
  ];
}
