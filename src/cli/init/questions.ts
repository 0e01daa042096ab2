import { keyFitness, serverFitness, signingFitness } from "../../plan/fitness/survey.ts";
import type { Discovery, NamedKey } from "../../resources/base/discover.ts";
import type { Choice } from "../prompts/questions.ts";
import type { Questions, SeriesQuestion } from "../prompts/series.ts";
import { counted } from "../render/text.ts";
import { choose, type Finding, type Screen } from "./choose.ts";
import type { ChoiceName, InitAnswers } from "./flags.ts";
import { FORMS } from "./forms.ts";
import { checkBucket, checkStandIn, type InitPlace, keyArn } from "./place.ts";

/** What the questions are asked with. */
export interface InitInterview {
  readonly place: InitPlace;
  readonly found: Discovery;
  /** The key that a bucket encrypts with by default, where that is known. */
  defaultKeyOf(bucket: string): Promise<string | undefined>;
  readonly screen: Screen;
}

/** The questions of `vendor init`, in their order. */
export function initQuestions(interview: InitInterview): Questions<string> {
  const { screen, found } = interview;
  const question = (
    name: ChoiceName,
    label: string,
    finding: () => Finding | Promise<Finding>,
  ): SeriesQuestion<string> => ({
    name,
    label,
    ask: async (asking) => choose(await finding(), asking, screen),
    shown: (answer) => found.keys?.find(({ arn }) => arn === answer)?.alias ?? answer,
  });
  return (answers) => [
    question("bucket", "bucket", () => bucket(interview)),
    question("kmsKey", "key", () => kmsKey(interview, answers)),
    question("transferServer", "Transfer server", () => transferServer(interview)),
    question("sandboxRole", "sandbox role", () => sandboxRole(interview)),
    question("signWith", "audit key", () => signWith(interview)),
    question("secretReaders", "secret readers", () => secretReaders()),
  ];
}

function bucket({ place, found }: InitInterview): Finding {
  return {
    message: "Which bucket is for the partners' files?",
    help: "One bucket, one prefix for each partner. It must be versioned, closed to the public and encrypted with a key of yours; what is found of it is shown at once.",
    found: found.buckets?.map((name) => ({ value: name, label: name })),
    placeholder: "partner-files",
    wellFormed: FORMS.bucket,
    check: (name) => checkBucket(place, name),
  };
}

async function kmsKey(
  { place, found, defaultKeyOf }: InitInterview,
  { bucket: chosen = "" }: InitAnswers,
): Promise<Finding> {
  return {
    message: "Which KMS key encrypts them?",
    help: "A customer-managed, symmetric key. Each partner gets a grant of its own for it, so its policy must let IAM policies of the account decide.",
    found: found.keys?.map(keyChoice((key) => key.arn)),
    proposed: await defaultKeyOf(chosen),
    placeholder: `arn:aws:kms:${place.region}:${place.account}:key/…`,
    wellFormed: async (key) => FORMS.kmsKey(key) ?? (await unknownKey(place, key)),
    settle: (key) => keyArn(place, key),
    check: async (key) => {
      const lines = await Promise.all([keyFitness(place.aws, key), checkBucket(place, chosen, key)]);
      return lines.flat().filter(({ field }) => field === "kmsKey");
    },
  };
}

async function unknownKey(place: InitPlace, key: string): Promise<string | undefined> {
  return (await keyArn(place, key)) === undefined ? `There is no key ${key} here.` : undefined;
}

function transferServer({ place, found }: InitInterview): Finding {
  return {
    message: "Which Transfer server do partners connect to?",
    help: "An AWS Transfer Family server that speaks SFTP and manages its own users: each partner that logs in becomes a user of it. Partners that you fetch from, or that come with a role of their own account, need none.",
    found: found.servers?.map(({ id, state, users }) => ({
      value: id,
      label: id,
      hint: `${state.toLowerCase()}, ${counted(users, "user")}`,
    })),
    placeholder: "s-01234567890abcdef",
    none: "no partner logs in over SFTP here",
    wellFormed: FORMS.transferServer,
    check: (id) => serverFitness(place.aws, id),
  };
}

function sandboxRole({ place }: InitInterview): Finding {
  return {
    message: "Which role of your sandbox account stands in for partners?",
    help: "Every partner is rehearsed from another AWS account before anything of it goes live. Templates of the role are in sandbox/account; leave it empty to do without rehearsals for now.",
    found: undefined,
    placeholder: "arn:aws:iam::210987654321:role/vendor-sandbox-partner",
    none: "partners are not rehearsed",
    wellFormed: FORMS.role,
    check: (arn) => checkStandIn(place, arn),
  };
}

function signWith({ place, found }: InitInterview): Finding {
  return {
    message: "Which key signs the audit log?",
    help: "A KMS key pair (SIGN_VERIFY). With it nobody who can write the log's files can rewrite its history. It can be added later.",
    found: found.signingKeys?.map(keyChoice((key) => key.alias)),
    placeholder: "alias/vendor-audit",
    none: "the log is chained, and not signed",
    wellFormed: FORMS.signWith,
    check: (key) => signingFitness(place.aws, key),
  };
}

function secretReaders(): Finding {
  return {
    message: "Which roles may read a partner's secret, to hand it over?",
    help: "ARNs of roles, with commas between them. vendor itself can't read secrets. Leave it empty if every partner reads its own.",
    found: undefined,
    placeholder: "arn:aws:iam::123456789012:role/partner-desk",
    none: "partners read their own",
    wellFormed: (answer) =>
      readersOf(answer)
        .map(FORMS.role)
        .find((problem) => problem !== undefined),
    check: async () => [],
  };
}

/** ARNs out of an answer with commas between them. */
export function readersOf(answer: string): readonly string[] {
  return answer.split(/[\s,]+/).filter((arn) => arn !== "");
}

function keyChoice(pick: (key: NamedKey) => string): (key: NamedKey) => Choice {
  return (key) => ({
    value: pick(key),
    label: key.alias,
    hint: key.description === "" ? key.arn.slice(key.arn.lastIndexOf("/") + 1) : key.description,
  });
}
