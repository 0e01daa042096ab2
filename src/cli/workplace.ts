import { vendorError } from "../core/errors.ts";
import type { RunbookFolders } from "../runbook/runbooks.ts";
import type { Config } from "../runbook/types.ts";
import { openStore, type Store } from "../store/store.ts";
import type { OpenLocal } from "./local/open.ts";
import type { Connected } from "./operator.ts";
import type { Session } from "./session.ts";

export type { Connected } from "./operator.ts";

/** Where a command works: its configuration, and what `--local` opened for it. */
export interface Workplace {
  readonly config: Config;
  readonly store: Store;
  readonly folders: RunbookFolders;
  readonly local?: OpenLocal;
}

/** Runs `work` in the workplace that the options name, and leaves nothing open behind it. */
export async function inWorkplace<T>(session: Session, work: (place: Workplace) => Promise<T>): Promise<T> {
  if (!session.options.local) return work(await placeOf(session, await configOf(session)));
  const { openLocal } = await import("./local/open.ts");
  const local = await openLocal(session.host);
  try {
    return await work({ ...(await placeOf(session, await localConfig(session, local))), local });
  } finally {
    await local.close();
  }
}

async function placeOf(session: Session, config: Config): Promise<Workplace> {
  const { host } = session;
  if (config.hooks.length > 0) {
    const { followByHooks } = await import("./hooks/hooks.ts");
    followByHooks(session, config);
  }
  return {
    config,
    store: openStore(config.store, host),
    folders: { own: config.runbooks, shipped: host.runbooks },
  };
}

/** The configuration that the options name. @throws VendorError `configMissing`, `fileInvalid` */
export async function configOf({ host, options }: Session): Promise<Config> {
  const { loadConfig } = await import("../runbook/config.ts");
  const { plainHttpOf } = await import("../aws/endpoints.ts");
  const loaded = loadConfig({ path: options.config, cwd: host.cwd });
  const plainHttp = loaded.plainHttpEndpoint ?? plainHttpOf(loaded.region, host.env);
  const config = plainHttp === undefined ? loaded : { ...loaded, plainHttpEndpoint: plainHttp };
  return options.region === undefined ? config : inRegion(config, options.region);
}

/** The key and everything else of the base are in one region: another one can only be a slip. */
function inRegion(config: Config, region: string): Config {
  if (region === config.region) return config;
  const message = `The bucket, key and server of the configuration are in ${config.region}.`;
  throw vendorError(
    "inputInvalid",
    { what: `--region ${region}` },
    { problems: [{ field: "--region", message }] },
  );
}

async function localConfig({ host }: Session, local: OpenLocal): Promise<Config> {
  const [{ parseConfig }, { localConfigText }] = await Promise.all([
    import("../runbook/config.ts"),
    import("./local/config.ts"),
  ]);
  return parseConfig(localConfigText(local, local.dir, host.cwd), host.cwd, "(local)");
}

/**
 * Runs `work` with AWS in the operator's name, after AWS has told who that is.
 * @throws VendorError `wrongAccount`, `credentialsMissing`, … · AwsFailure
 */
export async function withAws<T>(
  session: Session,
  place: Workplace,
  work: (connected: Connected) => Promise<T>,
): Promise<T> {
  const { connectOperator } = await import("./operator.ts");
  const operator = await connectOperator(session, place);
  try {
    return await work(operator);
  } finally {
    operator.aws.close();
  }
}
