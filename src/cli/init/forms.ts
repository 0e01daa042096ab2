import { configField } from "../../runbook/config.ts";

/** What is wrong with the form of an answer, by the configuration's own rules; `undefined` where nothing is. */
export const FORMS = {
  bucket: (answer: string) => configField("bucket", answer),
  /** Aliases and bare ids are looked up. */
  kmsKey: (answer: string) =>
    /^(alias\/(?!aws\/)[A-Za-z0-9/_-]+|[0-9a-f-]{36}|mrk-[0-9a-f]{32})$/.test(answer)
      ? undefined
      : configField("kmsKey", answer),
  transferServer: (answer: string) => configField("transferServer", answer),
  role: (answer: string) => configField("sandboxAccount", { roleArn: answer }),
  boundary: (answer: string) => configField("permissionsBoundary", answer),
  signWith: (answer: string) => configField("audit", { signWith: answer }),
} as const;
