import { z } from "zod";
import type { Scope } from "../kind.ts";
import { text } from "../schema.ts";

/** What a runbook must say about an SFTP user. */
export const schema = z.strictObject({
  server: text.describe("Transfer server ID."),
  name: text.max(100).describe("What the partner logs in as."),
  role: text.describe("ARN of the role that its sessions have."),
  mappings: z
    .array(
      z.strictObject({
        entry: z.string().startsWith("/").describe("The path that the partner sees."),
        target: z
          .string()
          .regex(
            /^\/.*[^/]$/,
            "A target begins with a slash and ends without one: Transfer refuses logins otherwise.",
          )
          .describe("/BUCKET/FOLDER"),
      }),
    )
    .min(1),
  publicKeys: z.array(text).min(1).describe("SSH public keys that may log in."),
});

/** What a runbook says about an SFTP user. */
export type UserProps = z.output<typeof schema>;
/** An SFTP user as it is or shall be. */
export type UserState = {
  readonly server: string;
  readonly name: string;
  readonly role: string;
  readonly homeDirectoryType: string;
  readonly mappings: readonly { readonly entry: string; readonly target: string }[];
  /** `TYPE BASE64`, in order. */
  readonly publicKeys: readonly string[];
};

/** Prefix of the outputs that tell a key's ID. */
export const KEY_ID = "key ";

/** The user's ARN. */
export function userArn({ server, name }: UserProps, { partition, region, account }: Scope): string {
  return `arn:${partition}:transfer:${region}:${account}:user/${server}/${name}`;
}

/** Outputs that are known before creation. */
export function known(props: UserProps, scope: Scope) {
  return { arn: userArn(props, scope), name: props.name };
}

/** Mappings by their entry: their order means nothing. */
export function inOrder(mappings: UserProps["mappings"]) {
  return mappings
    .map(({ entry, target }) => ({ entry, target }))
    .sort((a, b) => (a.entry < b.entry ? -1 : 1));
}
