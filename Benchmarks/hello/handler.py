# SPDX-License-Identifier: Apache-2.0
"""The functions of the rows in Python: one that answers, and one that decides by the token's own words."""

import json


def hello(event, context):
    body = json.dumps({"message": "Welcome to our Public API!", "path": event["path"]})
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": body}


def authorize(event, context):
    token = event["authorizationToken"]
    if token == "nobody":
        raise Exception("Unauthorized")
    if token == "broken":
        raise ValueError("broken")
    effect = "Allow" if token == "Bearer allow" else "Deny"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    return {"principalId": "user", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
