# SPDX-License-Identifier: Apache-2.0
"""Invokes the functions of a gateway that serves, with boto3: what they answered, as JSON.

usage: invoke_served.py ENDPOINT
"""

import base64
import json
import sys

import boto3

client = boto3.client("lambda", endpoint_url=sys.argv[1], region_name="us-east-1")
context = base64.b64encode(json.dumps({"custom": {"who": "boto3"}}).encode()).decode()


def invoke(name, **arguments):
    answer = client.invoke(FunctionName=name, **arguments)
    payload = answer["Payload"].read().decode()
    return {
        "status": answer["StatusCode"],
        "error": answer.get("FunctionError"),
        "payload": json.loads(payload) if payload else None,
        "log": base64.b64decode(answer.get("LogResult", "")).decode(),
    }


result = {
    "node": invoke("hello", Payload=b'{"a": 1}', ClientContext=context, LogType="Tail"),
    "python": invoke("snake", Payload=b'{"a": 2}'),
    "failing": invoke("boom"),
    "event": invoke("hello", InvocationType="Event", Payload=b"{}"),
    "dryRun": invoke("hello", InvocationType="DryRun"),
}
try:
    client.invoke(FunctionName="nobody")
except client.exceptions.ResourceNotFoundException as error:
    result["missing"] = error.response["Error"]["Message"]
print(json.dumps(result))
