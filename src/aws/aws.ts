import type { ServiceId } from "../core/call.ts";
import type { JsonObject } from "../core/json.ts";
import type { CommandMap } from "./operations.ts";

/** AWS credentials of a session. Held in memory only. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Credentials, or where to get them again once they have run out. */
export type CredentialSource = Credentials | (() => Promise<Credentials>);

/** What AWS answered, with the request id that its support asks for. */
export interface Answer<T> {
  readonly output: T;
  readonly requestId: string;
}

/** Names of the operations that `vendor` may call at a service. */
export type OperationOf<S extends ServiceId> = keyof CommandMap[S] & string;
/** The SDK's input type of an operation. */
export type InputOf<S extends ServiceId, O extends OperationOf<S>> = CommandMap[S][O] extends {
  input: infer I;
}
  ? I
  : never;
/** The SDK's output type of an operation. */
export type OutputOf<S extends ServiceId, O extends OperationOf<S>> = CommandMap[S][O] extends {
  output: infer T;
}
  ? T
  : never;

/** AWS in the name of one principal. */
export interface Aws {
  readonly region: string;
  /** Sends one operation; retries throttling, 5xx and network faults. @throws AwsFailure */
  send<S extends ServiceId, O extends OperationOf<S>>(
    service: S,
    operation: O,
    input: InputOf<S, O>,
  ): Promise<Answer<OutputOf<S, O>>>;
  /** Sends a plan's bound call. @throws AwsFailure */
  sendCall(service: ServiceId, operation: string, input: JsonObject): Promise<Answer<unknown>>;
  /**
   * Signs an operation of S3 now and sends it whenever what comes out is called: what a presigned URL allows its holder.
   * @throws AwsFailure from each call
   */
  presign(operation: OperationOf<"s3">, input: JsonObject): Promise<() => Promise<Answer<unknown>>>;
  /** The same endpoints and region in the name of another session. */
  as(credentials: CredentialSource): Aws;
  /** The same session at another endpoint for S3, e.g. one without TLS. */
  at(s3Endpoint: string): Aws;
  /**
   * How far AWS's clock is ahead of this machine's, in milliseconds, by the last answers; 0 where it is less than the
   * 5 minutes from which on the SDK corrects it.
   */
  aheadMs(): number;
  /** Closes the connections, also of those made by {@link Aws.as} and {@link Aws.at}; closing one of those closes nothing. */
  close(): void;
}
