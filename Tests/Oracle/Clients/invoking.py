# SPDX-License-Identifier: Apache-2.0
"""What the programs that invoke functions with boto3 have in common."""

import base64
import json

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def client_of(endpoint):
    """A client of Lambda that tries each call once."""
    return boto3.client(
        "lambda",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=120, connect_timeout=120),
    )


def client_context(custom):
    """What mobile SDKs send along."""
    return base64.b64encode(json.dumps({"custom": custom}).encode()).decode()


def invoking(client):
    """What an invocation answers, as JSON can say it."""

    def invoke(**arguments):
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

    return invoke
