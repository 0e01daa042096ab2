import { SANDBOX_ACCOUNT, TRANSFER_SERVER } from "../../sandbox/local-aws/seed/names.ts";

/** Names that inputs take from the state. */
export interface Places {
  readonly keyArn: string;
  readonly grantId: string;
  readonly grantToken: string;
  /** Base64 of a ciphertext under the key. */
  readonly sealed: string;
  readonly secretArn: string;
  readonly roleArn: string;
  readonly policyArn: string;
}

const USER = { ServerId: TRANSFER_SERVER, UserName: "acme" };
const SERVER = { ServerId: TRANSFER_SERVER };
const DOCUMENT =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';
const TRUST = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${SANDBOX_ACCOUNT}"},"Action":"sts:AssumeRole"}]}`;
const TAGS = [{ Key: "team", Value: "files" }];
const VERSION = "0123456789abcdef0123456789abcdef";

type Inputs = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function iam({ policyArn: PolicyArn, roleArn }: Places): Inputs {
  const role = { RoleName: "acme" };
  const inline = { ...role, PolicyName: "access" };
  const OpenIDConnectProviderArn =
    "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
  return {
    CreateRole: { ...role, AssumeRolePolicyDocument: TRUST },
    GetRole: role,
    ListRoles: {},
    UpdateRole: role,
    UpdateRoleDescription: { ...role, Description: "d" },
    UpdateAssumeRolePolicy: { ...role, PolicyDocument: TRUST },
    DeleteRole: role,
    TagRole: { ...role, Tags: TAGS },
    UntagRole: { ...role, TagKeys: ["team"] },
    ListRoleTags: role,
    PutRolePolicy: { ...inline, PolicyDocument: DOCUMENT },
    GetRolePolicy: inline,
    ListRolePolicies: role,
    DeleteRolePolicy: inline,
    AttachRolePolicy: { ...role, PolicyArn },
    DetachRolePolicy: { ...role, PolicyArn },
    ListAttachedRolePolicies: role,
    PutRolePermissionsBoundary: { ...role, PermissionsBoundary: PolicyArn },
    DeleteRolePermissionsBoundary: role,
    CreatePolicy: { PolicyName: "p", PolicyDocument: DOCUMENT },
    GetPolicy: { PolicyArn },
    DeletePolicy: { PolicyArn },
    ListPolicies: {},
    ListPolicyTags: { PolicyArn },
    TagPolicy: { PolicyArn, Tags: TAGS },
    UntagPolicy: { PolicyArn, TagKeys: ["team"] },
    CreatePolicyVersion: { PolicyArn, PolicyDocument: DOCUMENT },
    GetPolicyVersion: { PolicyArn, VersionId: "v1" },
    ListPolicyVersions: { PolicyArn },
    SetDefaultPolicyVersion: { PolicyArn, VersionId: "v1" },
    DeletePolicyVersion: { PolicyArn, VersionId: "v1" },
    CreateOpenIDConnectProvider: { Url: "https://idp.example.com" },
    GetOpenIDConnectProvider: { OpenIDConnectProviderArn },
    AddClientIDToOpenIDConnectProvider: { OpenIDConnectProviderArn, ClientID: "a" },
    DeleteOpenIDConnectProvider: { OpenIDConnectProviderArn },
    GetUser: { UserName: "engineer" },
    ListUsers: {},
    ListInstanceProfilesForRole: role,
    ListAccountAliases: {},
    GetAccountSummary: {},
    SimulatePrincipalPolicy: { PolicySourceArn: roleArn, ActionNames: ["s3:GetObject"] },
  };
}

function kms({ keyArn: KeyId, grantId: GrantId, grantToken, sealed, roleArn }: Places): Inputs {
  const key = { KeyId };
  const signed = { ...key, Message: "AA==", SigningAlgorithm: "ECDSA_SHA_256" };
  const alias = { AliasName: "alias/partner-files" };
  return {
    CreateKey: {},
    DescribeKey: key,
    ListKeys: {},
    UpdateKeyDescription: { ...key, Description: "d" },
    EnableKey: key,
    DisableKey: key,
    EnableKeyRotation: key,
    DisableKeyRotation: key,
    GetKeyRotationStatus: key,
    ScheduleKeyDeletion: key,
    CancelKeyDeletion: key,
    CreateAlias: { AliasName: "alias/new", TargetKeyId: KeyId },
    UpdateAlias: { ...alias, TargetKeyId: KeyId },
    DeleteAlias: alias,
    ListAliases: {},
    GetKeyPolicy: key,
    PutKeyPolicy: { ...key, Policy: DOCUMENT },
    ListKeyPolicies: key,
    TagResource: { ...key, Tags: [{ TagKey: "team", TagValue: "files" }] },
    UntagResource: { ...key, TagKeys: ["team"] },
    ListResourceTags: key,
    Encrypt: { ...key, Plaintext: "AA==" },
    Decrypt: { CiphertextBlob: sealed },
    ReEncrypt: { CiphertextBlob: sealed, DestinationKeyId: KeyId },
    GenerateDataKey: { ...key, KeySpec: "AES_256" },
    GenerateDataKeyWithoutPlaintext: { ...key, KeySpec: "AES_256" },
    GenerateRandom: { NumberOfBytes: 8 },
    Sign: signed,
    Verify: { ...signed, Signature: "AA==" },
    GetPublicKey: key,
    CreateGrant: { ...key, GranteePrincipal: roleArn, Operations: ["Decrypt"] },
    ListGrants: key,
    ListRetirableGrants: { RetiringPrincipal: roleArn },
    RevokeGrant: { ...key, GrantId },
    RetireGrant: { GrantToken: grantToken },
  };
}

function secretsmanager({ secretArn: SecretId }: Places): Inputs {
  const secret = { SecretId };
  return {
    CreateSecret: { Name: "vendor/new", SecretString: "s" },
    GetSecretValue: secret,
    PutSecretValue: { ...secret, SecretString: "s" },
    UpdateSecret: { ...secret, Description: "d" },
    DescribeSecret: secret,
    ListSecrets: {},
    ListSecretVersionIds: secret,
    DeleteSecret: secret,
    RestoreSecret: secret,
    PutResourcePolicy: { ...secret, ResourcePolicy: DOCUMENT },
    GetResourcePolicy: secret,
    DeleteResourcePolicy: secret,
    ValidateResourcePolicy: { ResourcePolicy: DOCUMENT },
    TagResource: { ...secret, Tags: TAGS },
    UntagResource: { ...secret, TagKeys: ["team"] },
    UpdateSecretVersionStage: { ...secret, VersionStage: "MINE", MoveToVersionId: VERSION },
    GetRandomPassword: {},
  };
}

function transfer({ roleArn: Role }: Places): Inputs {
  const Arn = `arn:aws:transfer:eu-central-1:123456789012:server/${TRANSFER_SERVER}`;
  return {
    CreateServer: {},
    DescribeServer: SERVER,
    ListServers: {},
    DeleteServer: SERVER,
    StartServer: SERVER,
    StopServer: SERVER,
    UpdateServer: SERVER,
    TestIdentityProvider: USER,
    ListHostKeys: SERVER,
    DescribeHostKey: { ...SERVER, HostKeyId: "hostkey-0123456789abcdef0" },
    CreateUser: { ...USER, Role },
    DescribeUser: USER,
    ListUsers: SERVER,
    UpdateUser: USER,
    DeleteUser: USER,
    ImportSshPublicKey: { ...USER, SshPublicKeyBody: "ssh-ed25519 AAAA" },
    DeleteSshPublicKey: { ...USER, SshPublicKeyId: "key-0123456789abcdef0" },
    TagResource: { Arn, Tags: TAGS },
    UntagResource: { Arn, TagKeys: ["team"] },
    ListTagsForResource: { Arn },
    DescribeSecurityPolicy: { SecurityPolicyName: "TransferSecurityPolicy-2024-01" },
    ListSecurityPolicies: {},
  };
}

/** A valid input of every operation of the query and JSON services, by service and operation. */
export function inputsOf(places: Places): Readonly<Record<string, Inputs>> {
  return {
    iam: iam(places),
    sts: {
      AssumeRole: { RoleArn: places.roleArn, RoleSessionName: "test" },
      GetCallerIdentity: {},
      GetAccessKeyInfo: { AccessKeyId: "AKIAAAAAAAAAAAAAAAAA" },
    },
    kms: kms(places),
    secretsmanager: secretsmanager(places),
    transfer: transfer(places),
    cloudtrail: { LookupEvents: {}, DescribeTrails: {} },
  };
}
