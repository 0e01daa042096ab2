import { z } from "zod";
import { AwsFault } from "../../fault.ts";
import { defineOperation, type OperationContext } from "../../service.ts";
import type { OidcProviderRecord } from "../../tables.ts";
import { authorizeIam, mergedTags, noSuchEntity, tagKeys, tagList, tagRequestKeys } from "./common.ts";
import * as shape from "./shapes.ts";

/** Default quotas. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_PROVIDERS = 100;
const MAX_CLIENT_IDS = 100;

/** A path is allowed, a query or a port is not. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
const URL_FORM = /^https:\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[\w.~/-]*)?)$/i;
const ARN_FORM = /^arn:aws:iam::(\d{12}):oidc-provider\/([\w.~/-]+)$/;

const clientId = z.string().min(1).max(255);
const thumbprint = z
  .string()
  .length(40)
  .regex(/^[0-9a-f]+$/i);

/** Operations on OIDC identity providers. Nobody at the issuer's address is asked: a list of thumbprints that is left out stays empty. */
export const oidcProviderOperations = {
  CreateOpenIDConnectProvider: defineOperation({
    input: z.strictObject({
      Url: z.string().min(1).max(255),
      ClientIDList: shape.list(clientId, MAX_CLIENT_IDS).default([]),
      ThumbprintList: shape.list(thumbprint, 5).default([]),
      Tags: shape.tags.default([]),
    }),
    readOnly: false,
    handle(input, context) {
      const [, issuer] = URL_FORM.exec(input.Url) ?? [];
      if (issuer === undefined) throw invalid(`Invalid Open ID Connect Provider URL: ${input.Url}`);
      const arn = providerArn(context.account, issuer);
      context.touch("AWS::IAM::OIDCProvider", arn);
      authorizeIam(context, "CreateOpenIDConnectProvider", arn, tagRequestKeys(input.Tags));
      if (input.Tags.length > 0)
        authorizeIam(context, "TagOpenIDConnectProvider", arn, tagRequestKeys(input.Tags));
      checkRoom(context, arn);
      const record: OidcProviderRecord = {
        arn,
        url: issuer,
        clientIds: [...new Set(input.ClientIDList)],
        thumbprints: input.ThumbprintList,
        createdAt: context.world.clock.now(),
        tags: mergedTags({}, input.Tags),
      };
      context.world.table("iam.oidcProviders").set(arn, record);
      return { OpenIDConnectProviderArn: arn, ...tagMember(record) };
    },
  }),
  GetOpenIDConnectProvider: defineOperation({
    input: z.strictObject({ OpenIDConnectProviderArn: shape.arn }),
    readOnly: true,
    handle({ OpenIDConnectProviderArn: arn }, context) {
      const record = context.world.table("iam.oidcProviders").seen(arn, "iam");
      authorized(context, "GetOpenIDConnectProvider", arn, record);
      if (record === undefined) throw notFound(arn);
      return {
        Url: record.url,
        ClientIDList: record.clientIds,
        ThumbprintList: record.thumbprints,
        CreateDate: { $date: record.createdAt },
        ...tagMember(record),
      };
    },
  }),
  AddClientIDToOpenIDConnectProvider: defineOperation({
    input: z.strictObject({ OpenIDConnectProviderArn: shape.arn, ClientID: clientId }),
    readOnly: false,
    handle({ OpenIDConnectProviderArn: arn, ClientID }, context) {
      const table = context.world.table("iam.oidcProviders");
      const record = table.get(arn);
      authorized(context, "AddClientIDToOpenIDConnectProvider", arn, record);
      if (record === undefined) throw notFound(arn);
      // It is no error where the id is registered already: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html
      const clientIds = [...new Set([...record.clientIds, ClientID])];
      if (clientIds.length > MAX_CLIENT_IDS)
        throw limit(`Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${MAX_CLIENT_IDS}`);
      table.set(arn, { ...record, clientIds });
      return undefined;
    },
  }),
  DeleteOpenIDConnectProvider: defineOperation({
    input: z.strictObject({ OpenIDConnectProviderArn: shape.arn }),
    readOnly: false,
    handle({ OpenIDConnectProviderArn: arn }, context) {
      const table = context.world.table("iam.oidcProviders");
      const record = table.get(arn);
      authorized(context, "DeleteOpenIDConnectProvider", arn, record);
      // It is no error where there is none: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html
      if (record !== undefined) table.delete(arn);
      return undefined;
    },
  }),
};

/** ARN of the provider for an issuer, which is its URL without https://. */
export function providerArn(account: string, issuer: string): string {
  return `arn:aws:iam::${account}:oidc-provider/${issuer}`;
}

/** @throws AwsFault InvalidInput for what is no such ARN, AccessDenied, NoSuchEntity for another account's */
function authorized(
  context: OperationContext,
  action: string,
  arn: string,
  record: OidcProviderRecord | undefined,
): void {
  const [, account] = ARN_FORM.exec(arn) ?? [];
  if (account === undefined) throw invalid(`ARN ${arn} is not valid.`);
  context.touch("AWS::IAM::OIDCProvider", arn);
  const own = account === context.account;
  authorizeIam(context, action, arn, own ? tagKeys(record?.tags ?? {}) : {});
  if (!own) throw notFound(arn);
}

/** @throws AwsFault EntityAlreadyExists, LimitExceeded */
function checkRoom({ world, account }: OperationContext, arn: string): void {
  const providers = world.table("iam.oidcProviders").entries(providerArn(account, ""));
  if (providers.some(([known]) => known.toLowerCase() === arn.toLowerCase()))
    throw new AwsFault("EntityAlreadyExists", 409, `Provider with url ${arn} already exists.`);
  if (providers.length >= MAX_PROVIDERS)
    throw limit(`Cannot exceed quota for OpenIdConnectProvidersPerAccount: ${MAX_PROVIDERS}`);
}

function tagMember({ tags }: OidcProviderRecord): object {
  return Object.keys(tags).length === 0 ? {} : { Tags: tagList(tags) };
}

function invalid(message: string): AwsFault {
  return new AwsFault("InvalidInput", 400, message);
}

function limit(message: string): AwsFault {
  return new AwsFault("LimitExceeded", 409, message);
}

function notFound(arn: string): AwsFault {
  return noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
}
