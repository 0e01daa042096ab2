"""Walks over the local AWS with unmodified boto3, as `admin`; keys and endpoint come from the environment.

Run with the arguments BUCKET SERVER_ID ROLE. Prints what it found as one JSON object; an assertion that fails ends it.
"""

import io
import json
import os
import socket
import sys
import urllib.error
import urllib.request
from urllib.parse import urlparse

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

BUCKET, SERVER, ROLE = sys.argv[1:4]
MEBIBYTE = 1024 * 1024
LARGE = os.urandom(12 * MEBIBYTE)
PARTS = TransferConfig(multipart_threshold=5 * MEBIBYTE, multipart_chunksize=5 * MEBIBYTE)


def resolve_buckets_here():
    """Names of buckets end in .localhost, which not every resolver knows."""
    lookup = socket.getaddrinfo

    def local(host, *rest, **options):
        return lookup("127.0.0.1" if str(host).endswith("localhost") else host, *rest, **options)

    socket.getaddrinfo = local


def s3_client(style):
    endpoint = urlparse(os.environ["AWS_ENDPOINT_URL"])
    url = f"http://localhost:{endpoint.port}"
    config = Config(signature_version="s3v4", s3={"addressing_style": style})
    return boto3.client("s3", endpoint_url=url, config=config)


def client(service):
    return boto3.client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def refusal(call, **arguments):
    """The error code with which a call is refused."""
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    raise AssertionError("not refused")


def objects(s3, prefix):
    for index in range(7):
        s3.put_object(Bucket=BUCKET, Key=f"{prefix}{index}.txt", Body=f"file {index}".encode())
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=BUCKET, Prefix=prefix, PaginationConfig={"PageSize": 3}
    )
    sizes = [len(page["Contents"]) for page in pages]
    s3.get_waiter("object_exists").wait(Bucket=BUCKET, Key=f"{prefix}0.txt")
    s3.upload_fileobj(io.BytesIO(LARGE), BUCKET, f"{prefix}large", Config=PARTS)
    back = io.BytesIO()
    s3.download_fileobj(BUCKET, f"{prefix}large", back, Config=PARTS)
    assert back.getvalue() == LARGE
    copy = {"Bucket": BUCKET, "Key": f"{prefix}large"}
    s3.copy(copy, BUCKET, f"{prefix}copy", Config=PARTS)
    assert s3.head_object(Bucket=BUCKET, Key=f"{prefix}copy")["ContentLength"] == len(LARGE)
    part = s3.get_object(Bucket=BUCKET, Key=f"{prefix}large", Range="bytes=1000-1999")
    assert part["Body"].read() == LARGE[1000:2000]
    keys = [{"Key": f"{prefix}{name}"} for name in ("0.txt", "1.txt", "large", "copy")]
    removed = s3.delete_objects(Bucket=BUCKET, Delete={"Objects": keys})
    s3.get_waiter("object_not_exists").wait(Bucket=BUCKET, Key=f"{prefix}0.txt")
    return {"pages": sizes, "removed": len(removed["Deleted"]), "url": s3.meta.endpoint_url}


def presigned(s3, prefix):
    key = f"{prefix}ä b+c&d.txt"
    upload = s3.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": key}, ExpiresIn=60)
    urllib.request.urlopen(urllib.request.Request(upload, data=b"signed", method="PUT")).close()
    download = s3.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": key}, ExpiresIn=60)
    with urllib.request.urlopen(download) as answer:
        body = answer.read().decode()
    try:
        urllib.request.urlopen(download.replace("X-Amz-Expires=60", "X-Amz-Expires=600"))
        spoilt = 200
    except urllib.error.HTTPError as error:
        spoilt = error.code
    return {"body": body, "spoilt": spoilt, "host": urlparse(download).hostname}


def conditional(s3, prefix):
    """Puts with a condition: the header is added by hand, since an older boto3 has no parameter for it."""

    def put(header, value, body):
        def add(params, **_):
            params["headers"][header] = value

        s3.meta.events.register("before-call.s3.PutObject", add, unique_id="condition")
        try:
            return s3.put_object(Bucket=BUCKET, Key=f"{prefix}lock", Body=body)
        finally:
            s3.meta.events.unregister("before-call.s3.PutObject", unique_id="condition")

    first = put("If-None-Match", "*", b"one")
    taken = refusal(put, header="If-None-Match", value="*", body=b"two")
    put("If-Match", first["ETag"], b"two")
    stale = refusal(put, header="If-Match", value=first["ETag"], body=b"three")
    return {"taken": taken, "stale": stale}


def exceptions(s3):
    caught = []
    iam, transfer, secrets, kms = (client(name) for name in ("iam", "transfer", "secretsmanager", "kms"))
    try:
        iam.get_role(RoleName="nobody")
    except iam.exceptions.NoSuchEntityException as error:
        caught.append(type(error).__name__)
    try:
        transfer.describe_user(ServerId=SERVER, UserName="nobody")
    except transfer.exceptions.ResourceNotFoundException as error:
        caught.append(type(error).__name__)
    try:
        secrets.get_secret_value(SecretId="vendor/nobody")
    except secrets.exceptions.ResourceNotFoundException as error:
        caught.append(type(error).__name__)
    try:
        kms.describe_key(KeyId="alias/nobody")
    except kms.exceptions.NotFoundException as error:
        caught.append(type(error).__name__)
    try:
        s3.get_object(Bucket=BUCKET, Key="nothing/here")
    except s3.exceptions.NoSuchKey as error:
        caught.append(type(error).__name__)
    return caught


def roles():
    iam = client("iam")
    pages = iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 2})
    found = [role["RoleName"] for page in pages for role in page["Roles"]]
    iam.get_waiter("role_exists").wait(RoleName=ROLE)
    try:
        iam.get_waiter("role_exists").wait(RoleName="nobody", WaiterConfig={"Delay": 1, "MaxAttempts": 1})
        waited = "found"
    except WaiterError:
        waited = "not found"
    document = iam.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]
    return {"names": found, "missing": waited, "service": document["Statement"][0]["Principal"]["Service"]}


def lists():
    transfer, trail, kms = client("transfer"), client("cloudtrail"), client("kms")
    users = transfer.get_paginator("list_users").paginate(ServerId=SERVER)
    events = trail.get_paginator("lookup_events").paginate(PaginationConfig={"PageSize": 10, "MaxItems": 25})
    keys = kms.get_paginator("list_keys").paginate()
    return {
        "users": [user["UserName"] for page in users for user in page["Users"]],
        "events": sum(len(page["Events"]) for page in events),
        "keys": sum(len(page["Keys"]) for page in keys),
    }


def main():
    resolve_buckets_here()
    found = {"roles": roles(), "lists": lists()}
    for style in ("path", "virtual"):
        s3 = s3_client(style)
        prefix = f"acme/boto3-{style}/"
        found[style] = {
            "objects": objects(s3, prefix),
            "presigned": presigned(s3, prefix),
            "conditional": conditional(s3, prefix),
        }
    found["exceptions"] = exceptions(s3_client("path"))
    json.dump(found, sys.stdout)


main()
