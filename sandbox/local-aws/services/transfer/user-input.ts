import type { PolicyDocument } from "../../../../src/policy/types.ts";
import { AwsFault } from "../../fault.ts";
import type { OperationContext } from "../../service.ts";
import type { TransferUserRecord } from "../../tables.ts";
import { parseRoleArn } from "../shared/arn.ts";
import { parsePolicy } from "../shared/policy-text.ts";
import { transferFault } from "./faults.ts";

/** Where a user's sessions start, as requests say it. */
interface HomeInput {
  readonly HomeDirectoryType?: "PATH" | "LOGICAL";
  readonly HomeDirectory?: string;
  readonly HomeDirectoryMappings?: readonly {
    readonly Entry: string;
    readonly Target: string;
    readonly Type?: "FILE" | "DIRECTORY";
  }[];
}

/** The same, as a user's record says it. */
type Home = Pick<TransferUserRecord, "homeDirectoryType" | "homeDirectory" | "mappings">;

/**
 * The home of a user after a request.
 * @throws AwsFault InvalidRequestException for combinations that Transfer refuses
 * (https://docs.aws.amazon.com/transfer/latest/userguide/logical-dir-mappings.html)
 */
export function homeOf(input: HomeInput, former?: Home): Home {
  const type = input.HomeDirectoryType ?? former?.homeDirectoryType ?? "PATH";
  if (type === "PATH") {
    if (input.HomeDirectoryMappings !== undefined) {
      throw transferFault.request("HomeDirectoryMappings can only be set when HomeDirectoryType is LOGICAL.");
    }
    return {
      homeDirectoryType: type,
      homeDirectory: input.HomeDirectory || former?.homeDirectory || "/",
      mappings: [],
    };
  }
  if (input.HomeDirectory !== undefined && input.HomeDirectory !== "") {
    throw transferFault.request("HomeDirectory can't be set when HomeDirectoryType is LOGICAL.");
  }
  const mappings = newMappings(input) ?? former?.mappings ?? [];
  if (mappings.length === 0) {
    throw transferFault.request("HomeDirectoryMappings must be set when HomeDirectoryType is LOGICAL.");
  }
  return { homeDirectoryType: type, mappings };
}

function newMappings(input: HomeInput): Home["mappings"] | undefined {
  const sent = input.HomeDirectoryMappings;
  if (sent === undefined) return undefined;
  const entries = new Set(sent.map((mapping) => mapping.Entry));
  if (entries.size !== sent.length)
    throw transferFault.request("HomeDirectoryMappings has the same Entry twice.");
  if (entries.has("/") && sent.length > 1) {
    throw transferFault.request("HomeDirectoryMappings with the Entry / takes no other entries.");
  }
  return sent.map(({ Entry, Target, Type }) => ({
    entry: Entry,
    target: Target,
    ...(Type === undefined ? {} : { type: Type }),
  }));
}

/** A session policy that came as text; an empty text is none. @throws AwsFault InvalidRequestException */
export function sessionPolicyOf(text: string | undefined): PolicyDocument | undefined {
  return text === undefined || text === "" ? undefined : parsePolicy(text, "session", transferFault.request);
}

/**
 * The caller must be allowed to pass the role to Transfer. Whether the role exists or trusts Transfer shows at login only.
 * @throws AwsFault AccessDenied, InvalidRequestException
 */
export function authorizePassRole(
  { world, caller, account }: OperationContext,
  role: string,
  userArn: string,
): void {
  const owner = parseRoleArn(role)?.account;
  if (owner === undefined) throw transferFault.request("Role must be the ARN of an IAM role.");
  if (owner !== account) throw new AwsFault("AccessDenied", 403, "Cross-account pass role is not allowed.");
  world.authorize({
    caller,
    action: "iam:PassRole",
    resource: role,
    resourceAccount: account,
    context: { "iam:PassedToService": "transfer.amazonaws.com", "iam:AssociatedResourceArn": userArn },
  });
}
