import { jsonService } from "../../protocols/json.ts";
import type { Service } from "../../service.ts";
import { hostKeyOperations } from "./host-key-operations.ts";
import { keyOperations } from "./key-operations.ts";
import { securityPolicyOperations } from "./security-policies.ts";
import { serverOperations } from "./server-operations.ts";
import { tagOperations } from "./tag-operations.ts";
import { userOperations } from "./user-operations.ts";

/** Operations of Transfer that the local AWS does not have. */
const LEFT_OUT = [
  ...["Create", "Delete", "Describe", "Update"].flatMap((verb) =>
    ["Access", "Agreement", "Connector", "Profile", "WebApp"].map((thing) => verb + thing),
  ),
  ...["CreateWorkflow", "DeleteCertificate", "DeleteHostKey", "DeleteWebAppCustomization", "DeleteWorkflow"],
  ...["DescribeCertificate", "DescribeExecution", "DescribeWebAppCustomization", "DescribeWorkflow"],
  ...["ImportCertificate", "ImportHostKey"],
  ...["ListAccesses", "ListAgreements", "ListCertificates", "ListConnectors", "ListExecutions"],
  ...["ListFileTransferResults", "ListProfiles", "ListWebApps", "ListWorkflows", "SendWorkflowStepState"],
  ...["StartDirectoryListing", "StartFileTransfer", "StartRemoteDelete", "StartRemoteMove", "TestConnection"],
  ...["UpdateCertificate", "UpdateHostKey", "UpdateWebAppCustomization"],
];

/** Transfer of the local AWS: service-managed users of SFTP servers. The SFTP side is in `sandbox/local-aws/sftp`. */
export function transferService(): Service {
  return jsonService({
    signingName: "transfer",
    targetPrefix: "TransferService",
    jsonVersion: "1.1",
    operations: {
      ...serverOperations,
      ...hostKeyOperations,
      ...userOperations,
      ...keyOperations,
      ...tagOperations,
      ...securityPolicyOperations,
    },
    leftOut: LEFT_OUT,
  });
}
