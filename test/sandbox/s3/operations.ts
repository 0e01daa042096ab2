/** A request for one operation of S3. */
export interface S3Sample {
  readonly method: string;
  /** Path with its query string. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const BUCKET = "/partner-files";
const OBJECT = `${BUCKET}/acme/a.txt`;
const COPY = { "x-amz-copy-source": "partner-files/acme/a.txt" };
const POLICY = '{"Version":"2012-10-17","Statement":[]}';
const TAGGING = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";
const DELETE = "<Delete><Object><Key>acme/a.txt</Key></Object></Delete>";
const PARTS =
  "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>a</ETag></Part></CompleteMultipartUpload>";
/** Of an empty body: operations that demand a digest look for the header first. */
const DIGEST = { "x-amz-checksum-crc32": "AAAAAA==" };

const get = (path: string): S3Sample => ({ method: "GET", path });
const put = (path: string, body = "", headers = {}): S3Sample => ({ method: "PUT", path, body, headers });
const remove = (path: string): S3Sample => ({ method: "DELETE", path });

/** Operation → a request for it, in the order in which S3 lists its operations. */
export const S3_SAMPLES: readonly (readonly [string, S3Sample])[] = [
  ["AbortMultipartUpload", remove(`${OBJECT}?uploadId=u`)],
  ["CompleteMultipartUpload", { method: "POST", path: `${OBJECT}?uploadId=u`, body: PARTS }],
  ["CopyObject", put(OBJECT, "", COPY)],
  ["CreateBucket", put("/another-bucket")],
  ["CreateMultipartUpload", { method: "POST", path: `${OBJECT}?uploads` }],
  ["DeleteBucket", remove(BUCKET)],
  ["DeleteBucketEncryption", remove(`${BUCKET}?encryption`)],
  ["DeleteBucketPolicy", remove(`${BUCKET}?policy`)],
  ["DeleteBucketPublicAccessBlock", remove(`${BUCKET}?publicAccessBlock`)],
  ["DeleteBucketTagging", remove(`${BUCKET}?tagging`)],
  ["DeleteObject", remove(OBJECT)],
  ["DeleteObjectTagging", remove(`${OBJECT}?tagging`)],
  ["DeleteObjects", { method: "POST", path: `${BUCKET}?delete`, body: DELETE, headers: DIGEST }],
  ["GetBucketAccelerateConfiguration", get(`${BUCKET}?accelerate`)],
  ["GetBucketAcl", get(`${BUCKET}?acl`)],
  ["GetBucketCors", get(`${BUCKET}?cors`)],
  ["GetBucketEncryption", get(`${BUCKET}?encryption`)],
  ["GetBucketLifecycleConfiguration", get(`${BUCKET}?lifecycle`)],
  ["GetBucketLocation", get(`${BUCKET}?location`)],
  ["GetBucketLogging", get(`${BUCKET}?logging`)],
  ["GetBucketNotificationConfiguration", get(`${BUCKET}?notification`)],
  ["GetBucketOwnershipControls", get(`${BUCKET}?ownershipControls`)],
  ["GetBucketPolicy", get(`${BUCKET}?policy`)],
  ["GetBucketPolicyStatus", get(`${BUCKET}?policyStatus`)],
  ["GetBucketPublicAccessBlock", get(`${BUCKET}?publicAccessBlock`)],
  ["GetBucketReplication", get(`${BUCKET}?replication`)],
  ["GetBucketRequestPayment", get(`${BUCKET}?requestPayment`)],
  ["GetBucketTagging", get(`${BUCKET}?tagging`)],
  ["GetBucketVersioning", get(`${BUCKET}?versioning`)],
  ["GetBucketWebsite", get(`${BUCKET}?website`)],
  ["GetObject", get(OBJECT)],
  ["GetObjectAcl", get(`${OBJECT}?acl`)],
  ["GetObjectAttributes", { ...get(`${OBJECT}?attributes`), headers: { "x-amz-object-attributes": "ETag" } }],
  ["GetObjectLockConfiguration", get(`${BUCKET}?object-lock`)],
  ["GetObjectTagging", get(`${OBJECT}?tagging`)],
  ["HeadBucket", { method: "HEAD", path: BUCKET }],
  ["HeadObject", { method: "HEAD", path: OBJECT }],
  ["ListBuckets", get("/")],
  ["ListMultipartUploads", get(`${BUCKET}?uploads`)],
  ["ListObjectVersions", get(`${BUCKET}?versions`)],
  ["ListObjects", get(BUCKET)],
  ["ListObjects", get(`${BUCKET}?list-type=2`)],
  ["ListParts", get(`${OBJECT}?uploadId=u`)],
  ["PutBucketAcl", put(`${BUCKET}?acl`)],
  ["PutBucketEncryption", put(`${BUCKET}?encryption`)],
  ["PutBucketOwnershipControls", put(`${BUCKET}?ownershipControls`)],
  ["PutBucketPolicy", put(`${BUCKET}?policy`, POLICY)],
  ["PutBucketPublicAccessBlock", put(`${BUCKET}?publicAccessBlock`)],
  ["PutBucketTagging", put(`${BUCKET}?tagging`, TAGGING)],
  ["PutBucketVersioning", put(`${BUCKET}?versioning`)],
  ["PutObject", put(OBJECT, "x")],
  ["PutObjectAcl", put(`${OBJECT}?acl`)],
  ["PutObjectLockConfiguration", put(`${BUCKET}?object-lock`)],
  ["PutObjectTagging", put(`${OBJECT}?tagging`, TAGGING, DIGEST)],
  ["UploadPart", put(`${OBJECT}?partNumber=1&uploadId=u`, "x")],
  ["UploadPartCopy", put(`${OBJECT}?partNumber=1&uploadId=u`, "", COPY)],
];
