# SPDX-License-Identifier: Apache-2.0
"""A program that invokes functions with boto3, as AWS's documentation shows it.

    with_boto3.py ENDPOINT
"""

import json
import sys

from invoking import client_context, client_of, invoking

client = client_of(sys.argv[1])
invoke = invoking(client)
context = client_context({"who": "boto3"})
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
