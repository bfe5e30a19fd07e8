# SPDX-License-Identifier: Apache-2.0
"""A program that invokes the functions of a serverless.yml with boto3, each in the language that is named.

    with_boto3_project.py ENDPOINT LANGUAGE
"""

import json
import sys

from invoking import client_context, client_of, invoking

client = client_of(sys.argv[1])
invoke = invoking(client)
language = sys.argv[2]
name = f"shop-dev-{language}"
payload = json.dumps({"a": [1, "é"]}).encode()
print(
    json.dumps(
        {
            "plain": invoke(FunctionName=name, Payload=payload),
            "empty": invoke(FunctionName=name),
            "arn": invoke(FunctionName=f"arn:aws:lambda:us-east-1:123456789012:function:{name}", Payload=payload),
            "told": invoke(
                FunctionName=name, LogType="Tail", ClientContext=client_context({"who": "boto3"}), Payload=payload
            ),
            "dryRun": invoke(
                FunctionName=f"{name}-marks", InvocationType="DryRun", Payload=json.dumps(f"{language}-dry")
            ),
            "event": invoke(
                FunctionName=f"{name}-marks", InvocationType="Event", Payload=json.dumps(f"{language}-event")
            ),
            "failing": invoke(FunctionName=f"{name}-fails", LogType="Tail"),
            "failingEvent": invoke(FunctionName=f"{name}-fails", InvocationType="Event"),
            "missing": invoke(FunctionName=f"{name}-missing"),
        }
    )
)
