import type { Service } from "../service.ts";
import { cloudTrailService } from "./cloudtrail.ts";
import { iamService } from "./iam/index.ts";
import { kmsService } from "./kms/index.ts";
import { s3Service } from "./s3/service.ts";
import { secretsManagerService } from "./secretsmanager/index.ts";
import { stsService } from "./sts.ts";
import { transferService } from "./transfer/index.ts";

/** Every service of the local AWS. */
export function allServices(): Service[] {
  return [
    iamService(),
    stsService(),
    s3Service(),
    kmsService(),
    secretsManagerService(),
    transferService(),
    cloudTrailService(),
  ];
}
