import { vendorError } from "../../core/errors.ts";
import { discover } from "../../resources/base/discover.ts";
import { readBucketFacts } from "../../resources/base/read-bucket.ts";
import { prompterOn } from "../prompts/prompter.ts";
import { askReviewed } from "../prompts/series.ts";
import type { Session } from "../session.ts";
import { type InitAnswers, missingAnswers } from "./flags.ts";
import { type InitPlace, keyArn } from "./place.ts";
import { type InitInterview, initQuestions } from "./questions.ts";

/**
 * All answers: given, found where there is one only and defaults are to be taken, asked. The key by its ARN.
 * @throws VendorError `choicesMissing` where nobody can be asked, `inputInvalid`, `notConfirmed`
 */
export async function answersOf(
  session: Session,
  place: InitPlace,
  given: InitAnswers,
): Promise<InitAnswers> {
  const { interactive, options } = session;
  const found = await discover(place.aws);
  const interview: InitInterview = {
    place,
    found,
    defaultKeyOf: async (bucket) =>
      (await readBucketFacts(place.aws, { ...place, bucket }, false))?.encryption.key,
    screen: {
      style: session.errStyle,
      paste: (commands) => {
        if (commands.length > 0)
          session.host.stderr.write(
            `\n${commands.map((command) => session.errStyle.accent(command)).join("\n")}\n\n`,
          );
      },
    },
  };
  const known = await withKeyArn(place, options.yes ? await withDefaults(interview, given) : given);
  const missing = missingAnswers(known);
  if (missing.length === 0 && (options.yes || !interactive)) return known;
  if (!interactive) throw vendorError("choicesMissing", {}, { problems: missing });
  return ask(session, interview, known);
}

async function ask(session: Session, interview: InitInterview, known: InitAnswers): Promise<InitAnswers> {
  const { account, region, caller } = interview.place;
  const prompter = prompterOn(session, () => "this account");
  try {
    prompter.open("vendor init");
    prompter.tell(`Account ${account}, region ${region}\nYou are ${caller}`);
    for (const action of interview.found.unread)
      prompter.tell(`You lack ${action}: what it would list has to be typed.`);
    const texts = {
      message: "Is that your base?",
      help: "Go on to have all of it checked together and the configuration written; or pick an answer to change it.",
      goOn: "Write the configuration",
      stop: "Stop without writing it",
    };
    const answers = await askReviewed(prompter, initQuestions(interview), texts, known);
    if (answers === undefined) throw vendorError("notConfirmed", { partner: "this account" });
    return answers;
  } finally {
    prompter.close();
  }
}

/** What can only be meant: the one thing of its kind, and the key that the bucket encrypts with already. */
async function withDefaults(
  { found, defaultKeyOf }: InitInterview,
  given: InitAnswers,
): Promise<InitAnswers> {
  const only = (values: readonly string[] | undefined) => (values?.length === 1 ? values[0] : undefined);
  const bucket = given.bucket ?? only(found.buckets);
  const kmsKey = (bucket && (await defaultKeyOf(bucket))) ?? only(found.keys?.map(({ arn }) => arn));
  const defaults = {
    bucket,
    kmsKey,
    transferServer: only(found.servers?.map(({ id }) => id)),
    signWith: found.signingKeys?.find(({ alias }) => alias === "alias/vendor-audit")?.alias ?? "",
    secretReaders: "",
  };
  const decided = Object.entries(defaults).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(decided), ...given };
}

/** @throws VendorError `inputInvalid` where there is no such key */
async function withKeyArn(place: InitPlace, answers: InitAnswers): Promise<InitAnswers> {
  const { kmsKey } = answers;
  if (kmsKey === undefined) return answers;
  const arn = await keyArn(place, kmsKey);
  if (arn !== undefined) return { ...answers, kmsKey: arn };
  const problems = [{ field: "--kms-key", message: `There is no key ${kmsKey} in ${place.region}.` }];
  throw vendorError("inputInvalid", { what: `--kms-key ${kmsKey}` }, { problems });
}
