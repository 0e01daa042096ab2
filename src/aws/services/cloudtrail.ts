import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";

/** Who did what. */
export const Client = CloudTrailClient;

/** The operations that may be called, by AWS's names. */
export const commands = {
  LookupEvents: LookupEventsCommand,
};
