import { bindInput, type Values } from "../aws/bind.ts";
import type { JsonObject } from "../core/json.ts";
import type { Generate } from "../core/plan.ts";
import type { Clock } from "../core/ports.ts";
import type { Secret } from "../core/secret.ts";
import { generateSshKeyPair } from "../core/ssh-keys.ts";

/** A key pair that was made in memory for one phase. */
export interface Material {
  readonly publicKey: string;
  readonly privateKey: Secret;
  readonly fingerprint: string;
}

/**
 * What a phase's placeholders stand for: outputs of resources, material made in memory, hidden answers, times.
 * Nothing of it is ever written.
 */
export interface Bindings {
  /** Makes what a step needs; what was made before is kept. Answers the public halves of what is new, by ID. */
  generate(wanted: readonly Generate[]): Readonly<Record<string, string>>;
  material(id: string): Material | undefined;
  /** Public halves of all that was made. */
  publicKeys(): readonly string[];
  /** Keeps an output of a resource. */
  keep(resource: string, name: string, value: string): void;
  outputs(): Readonly<Record<string, string>>;
  /** For {@link bindInput}. Reveals private halves and hidden answers: its results go to AWS and nowhere else. */
  readonly values: Values;
}

/**
 * Sessions are revoked by the time they were issued at. A clock behind AWS's would spare the latest ones: how far it is
 * behind is known from AWS's answers, and this margin covers what is less than that, and a clock that was put back in
 * between, by no more than AWS takes a request from (15 minutes,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, RequestTimeTooSkewed).
 */
const CLOCK_MARGIN_MS = 15 * 60_000;

/**
 * Bindings of one phase.
 * @param aheadMs how far AWS's clock is ahead of `clock`, in milliseconds
 * @param hidden the hidden answers that this command was given, by their marks
 */
export function openBindings(
  clock: Clock,
  aheadMs: () => number,
  hidden: (mark: string) => Secret | undefined = () => undefined,
): Bindings {
  const startedAt = clock.now();
  const materials = new Map<string, Material>();
  const outputs = new Map<string, string>();
  const time = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
  const spaces: Readonly<Record<string, (path: string) => string | undefined>> = {
    resources: (path) => outputs.get(path),
    generated: (path) => {
      const [id = "", name] = path.split(".");
      const material = materials.get(id);
      return name === "privateKey"
        ? material?.privateKey.reveal()
        : name === "publicKey" || name === "fingerprint"
          ? material?.[name]
          : undefined;
    },
    hidden: (mark) => hidden(mark)?.reveal(),
    run: (path) =>
      ({ startedAt: time(startedAt), revokedAt: time(clock.now() + aheadMs() + CLOCK_MARGIN_MS) })[path],
  };
  return {
    generate(wanted) {
      const made: Record<string, string> = {};
      for (const { id, type } of wanted) {
        if (materials.has(id)) continue;
        const pair = generateSshKeyPair(type);
        materials.set(id, pair);
        made[id] = pair.publicKey;
      }
      return made;
    },
    material: (id) => materials.get(id),
    publicKeys: () => [...materials.values()].map(({ publicKey }) => publicKey),
    keep: (resource, name, value) => void outputs.set(`${resource}.${name}`, value),
    outputs: () => Object.fromEntries(outputs),
    values: (namespace, path) => spaces[namespace]?.(path),
  };
}

/** Data with its placeholders filled in; what nobody knows (an output of a resource that was never made) stays as it is. */
export function bindKnown(data: JsonObject, { values }: Bindings): JsonObject {
  return bindInput(data, (namespace, path) => values(namespace, path) ?? `\${${namespace}.${path}}`);
}
