# SPDX-License-Identifier: Apache-2.0
"""A program that invokes functions with boto3, as AWS's documentation shows it.

    with_boto3.py ENDPOINT
"""

import base64
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

client = boto3.client(
    "lambda",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
    config=Config(retries={"total_max_attempts": 1}, read_timeout=120, connect_timeout=120),
)


def invoke(**arguments):
    """What an invocation answers, as JSON can say it."""
    try:
        answer = client.invoke(**arguments)
    except ClientError as error:
        refusal = error.response
        return {
            "exception": type(error).__name__,
            "code": refusal["Error"]["Code"],
            "message": refusal["Error"]["Message"],
            "status": refusal["ResponseMetadata"]["HTTPStatusCode"],
            "reason": refusal.get("Reason"),
        }
    log = answer.get("LogResult")
    return {
        "status": answer["StatusCode"],
        "version": answer.get("ExecutedVersion"),
        "error": answer.get("FunctionError"),
        "payload": answer["Payload"].read().decode(),
        "log": base64.b64decode(log).decode() if log else None,
        "requestId": answer["ResponseMetadata"]["RequestId"],
    }


context = base64.b64encode(json.dumps({"custom": {"who": "boto3"}}).encode()).decode()
arn = "arn:aws:lambda:us-east-1:123456789012:function:echo"
asynchronous = client.invoke_async(FunctionName="echo", InvokeArgs=b'{"late": true}')
print(
    json.dumps(
        {
            "plain": invoke(FunctionName="echo", Payload=json.dumps({"a": 1})),
            "empty": invoke(FunctionName="echo"),
            "qualified": invoke(FunctionName="echo", Qualifier="$LATEST", Payload=b"1"),
            "arn": invoke(FunctionName=arn + ":$LATEST", Payload=b"2"),
            "log": invoke(FunctionName="echo", LogType="Tail", ClientContext=context, Payload=b"3"),
            "large": len(invoke(FunctionName="echo", Payload=json.dumps("x" * 5_000_000))["payload"]),
            "event": invoke(FunctionName="echo", InvocationType="Event", Payload=b"4"),
            "dryRun": invoke(FunctionName="echo", InvocationType="DryRun"),
            "async": asynchronous["Status"],
            "failing": invoke(FunctionName="failing"),
            "throttled": invoke(FunctionName="throttled"),
            "missing": invoke(FunctionName="missing"),
            "version": invoke(FunctionName="echo", Qualifier="prod"),
            "noJSON": invoke(FunctionName="echo", Payload=b"{"),
            "noType": invoke(FunctionName="echo", InvocationType="event"),
            "tooLarge": invoke(FunctionName="echo", Payload=json.dumps("x" * 6_300_000)),
        }
    )
)
