/**
 * What the access test shows, requirement by requirement: stable IDs that audit records, matrices and reports use, with
 * the words for people. Each probe names the one that it covers.
 */
export const REQUIREMENTS = {
  "works.files": "The partner lists, reads, writes and removes its own files.",
  "works.secret": "The partner reads the one secret that says how it connects.",
  "works.identity": "The partner's own principal gets a session of the partner's role.",
  "works.sftp": "The partner logs in over SFTP and works with its own files.",
  "list.own-only": "A list shows the own prefix and nothing else.",
  "read.own-only": "Only own objects can be read, nor is anything told about others.",
  "write.own-only": "Only own objects can be written, tagged or copied, by whatever call.",
  "delete.own-only": "Only own objects can be deleted.",
  "versions.kept": "Old versions can't be listed, read or destroyed: what a partner deletes can be restored.",
  "uploads.own-only": "Others' unfinished uploads can't be begun, seen, filled or aborted.",
  "encryption.company-key": "Files are encrypted with the company's key and no other.",
  "transport.tls": "Nothing is served over plain http.",
  "control.bucket": "A partner neither sees nor changes who has access to the bucket.",
  "control.objects": "A partner neither sees nor changes who has access to objects.",
  "identity.own-role": "A partner gets a session of its own role only, and nobody else gets one.",
  "identity.external-id": "The role is assumed with the exact ExternalId that was issued for it.",
  "key.services-only": "The key is used through S3 and Secrets Manager, within the own context only.",
  "key.no-grants": "A partner neither sees nor makes grants of the key.",
  "secret.own-only": "Only the own secret can be read, and none can be changed or listed.",
  "sftp.confined": "The own prefix is the whole world over SFTP.",
  "sftp.own-key": "Only a key that is registered now opens the account.",
  "sftp.strong": "Weak key exchanges are refused.",
  "rights.granted-only": "Of its own files, the partner does what was agreed and nothing more.",
  "cross-account.read-only": "The partner's account reads its own files and changes nothing.",
} as const satisfies Readonly<Record<string, string>>;

/** ID of a requirement. */
export type RequirementId = keyof typeof REQUIREMENTS;
