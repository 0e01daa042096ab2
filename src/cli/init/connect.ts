import { defaultRegion } from "../../aws/credentials.ts";
import { vendorError } from "../../core/errors.ts";
import type { LocalRole } from "../host.ts";
import { type OpenLocal, openLocal } from "../local/open.ts";
import { type Connected, connectOperator } from "../operator.ts";
import type { CommandResult } from "../result.ts";
import type { Session } from "../session.ts";
import type { InitPlace } from "./place.ts";

/** A place with what it was reached by. */
export interface ConnectedPlace extends InitPlace {
  readonly connected: Connected;
  readonly local?: OpenLocal;
}

/**
 * Works in the account that the credentials lead to, or in the local AWS.
 * @param role in whose name in the local AWS
 * @throws VendorError `regionMissing`, `credentialsMissing`, …
 */
export async function inPlace(
  session: Session,
  role: LocalRole,
  work: (place: ConnectedPlace) => Promise<CommandResult>,
): Promise<CommandResult> {
  const { host, options } = session;
  const local = options.local ? await openLocal(host, role) : undefined;
  try {
    const region =
      options.region ??
      local?.describe.region ??
      (await defaultRegion({ env: host.env, ...profileOf(options) }));
    if (region === undefined) throw vendorError("regionMissing", {});
    const connected = await connectOperator(session, {
      config: { region },
      ...(local === undefined ? {} : { local }),
    });
    const { aws, caller, account } = connected;
    const partition = caller.split(":")[1] ?? "aws";
    try {
      return await work({
        aws,
        caller,
        account,
        region,
        partition,
        connected,
        ...(local === undefined ? {} : { local }),
      });
    } finally {
      aws.close();
    }
  } finally {
    await local?.close();
  }
}

function profileOf({ profile }: Session["options"]): { readonly profile?: string } {
  return profile === undefined ? {} : { profile };
}
