import { z } from "zod";
import type { Context, Decision } from "../../../../src/policy/types.ts";
import { decide } from "../../authorize.ts";
import { plainCaller } from "../../caller.ts";
import { AwsFault } from "../../fault.ts";
import { defineOperation, type OperationContext } from "../../service.ts";
import type { RoleRecord } from "../../tables.ts";
import type { Caller } from "../../world.ts";
import { authorizeIam, iamPage, noSuchEntity } from "./common.ts";
import * as shape from "./shapes.ts";

const contextEntry = z.strictObject({
  ContextKeyName: z.string().min(5).max(256),
  ContextKeyType: z.enum([
    ...["string", "stringList", "numeric", "numericList", "boolean", "booleanList"],
    ...["ip", "ipList", "binary", "binaryList", "date", "dateList"],
  ] as const),
  ContextKeyValues: shape.list(z.string()),
});

/**
 * Simulations of a role's own policies and its boundary. Policies that are to be tried beside them, and policies of
 * resources, are left out: requests that name them are refused.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export const simulationOperations = {
  SimulatePrincipalPolicy: defineOperation({
    input: z.strictObject({
      PolicySourceArn: z.string().min(20).max(2048),
      ActionNames: shape.list(z.string().min(3).max(128)),
      ResourceArns: shape.list(z.string().min(1).max(2048)).optional(),
      ContextEntries: shape.list(contextEntry).optional(),
      ...shape.pageMembers,
    }),
    readOnly: true,
    handle(input, context) {
      const { PolicySourceArn, ActionNames, ResourceArns = ["*"], ContextEntries = [] } = input;
      authorizeIam(context, "SimulatePrincipalPolicy", PolicySourceArn);
      for (const action of ActionNames) checkAction(action);
      const caller = callerWith(context, roleWith(context, PolicySourceArn));
      const given = Object.fromEntries(
        ContextEntries.map(({ ContextKeyName, ContextKeyType, ContextKeyValues }) => [
          ContextKeyName,
          ContextKeyType.endsWith("List") ? ContextKeyValues : (ContextKeyValues[0] ?? ""),
        ]),
      );
      const results = ActionNames.flatMap((action) =>
        ResourceArns.map(
          (resource) =>
            [
              `${action} ${resource}`,
              resultOf(action, resource, simulated(context, caller, action, resource, given)),
            ] as const,
        ),
      );
      return iamPage("EvaluationResults", results, input);
    },
  }),
};

/** Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html */
function resultOf(action: string, resource: string, decision: Decision): object {
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: decision.allowed
      ? "allowed"
      : decision.outcome === "explicit-deny"
        ? "explicitDeny"
        : "implicitDeny",
    MatchedStatements: [],
    MissingContextValues: [],
  };
}

function simulated(
  { world, account }: OperationContext,
  caller: Caller,
  action: string,
  resource: string,
  given: Context,
): Decision {
  return decide(world, {
    caller,
    action,
    resource,
    // Without a policy of the resource a simulation takes no notice of whose it is.
    resourceAccount: account,
    context: given,
    observer: "iam",
  });
}

function checkAction(action: string): void {
  if (!/^[a-z0-9-]+:[A-Za-z0-9*]+$/i.test(action))
    throw new AwsFault("InvalidInput", 400, `Invalid Input: The action ${action} is not valid.`);
}

/** @throws AwsFault InvalidInput, NoSuchEntity */
function roleWith({ world, account }: OperationContext, arn: string): RoleRecord {
  const [, path] = /^arn:aws:iam::\d{12}:role\/(.+)$/.exec(arn) ?? [];
  if (path === undefined)
    throw new AwsFault(
      "InvalidInput",
      400,
      `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`,
    );
  const role = world.table("iam.roles").seen(`${account}/${path.slice(path.lastIndexOf("/") + 1)}`, "iam");
  if (role?.arn !== arn) throw noSuchEntity(`Specified Entity ${arn} is not found.`);
  return role;
}

/** Somebody with the role's rights, of whom nothing else is known: a simulation has no connection and no session. */
function callerWith({ account }: OperationContext, { arn, id }: RoleRecord): Caller {
  return plainCaller({ type: "session", account, roleArn: arn, roleId: id, sessionName: "simulation" }, {});
}
