import type { ServiceId } from "../core/call.ts";

/**
 * The services and the operations that may be called at them. Each is loaded when it is first used, so a
 * command that calls nothing loads no SDK. To allow another operation, add it to `services/SERVICE.ts`.
 */
export const SERVICES = {
  iam: () => import("./services/iam.ts"),
  sts: () => import("./services/sts.ts"),
  s3: () => import("./services/s3.ts"),
  kms: () => import("./services/kms.ts"),
  "secrets-manager": () => import("./services/secrets-manager.ts"),
  transfer: () => import("./services/transfer.ts"),
  cloudtrail: () => import("./services/cloudtrail.ts"),
} as const satisfies Record<ServiceId, () => Promise<ServiceModule>>;

/** What a file in `services/` exports. */
interface ServiceModule {
  readonly Client: unknown;
  readonly commands: Readonly<Record<string, unknown>>;
}

type Loaded<S extends ServiceId> = Awaited<ReturnType<(typeof SERVICES)[S]>>;

/** Commands whose input has no required member may be made without any. */
type OnlyArgument<A> = A extends readonly [infer I] ? I : never;

type Signature<C> = C extends abstract new (
  ...args: infer A
) => { resolveMiddleware(...args: infer _A): (request: never) => Promise<{ output: infer T }> }
  ? { input: OnlyArgument<A>; output: T }
  : never;

/** Service → operation → the SDK's input and output types, derived from the registry. */
export type CommandMap = {
  [S in ServiceId]: { [O in keyof Loaded<S>["commands"]]: Signature<Loaded<S>["commands"][O]> };
};
