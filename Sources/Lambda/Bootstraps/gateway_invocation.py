# SPDX-License-Identifier: Apache-2.0
"""What a handler is given, and how Lambda writes what it returns."""

import decimal
import json
import os
import re
import sys
import time


class Fault(Exception):
    """An error of the runtime itself: Lambda names them `Runtime.…`."""

    def __init__(self, kind, message, trace=None):
        super().__init__(message)
        self.kind = "Runtime." + kind
        self.trace = trace


class Encoder(json.JSONEncoder):
    """JSON as Lambda writes it: a Decimal is a number with all its digits, and bytes are text."""

    def __init__(self):
        # Open question: that ASCII is kept to up to python3.11 is what AWS's runtime client does; no page says it.
        version = re.search(r"python3\.([0-9]+)$", os.environ.get("AWS_EXECUTION_ENV", ""))
        super().__init__(ensure_ascii=bool(version) and int(version.group(1)) < 12, allow_nan=False)
        self.decimals = []

    def default(self, value):
        if isinstance(value, decimal.Decimal):
            if not value.is_finite():
                raise ValueError("Out of range float values are not JSON compliant")
            # The encoder knows no number but int and float, so its place is held by a text that no program writes.
            self.decimals.append(str(value))
            return "\ue000decimal%d\ue001" % (len(self.decimals) - 1)
        if isinstance(value, bytes):
            return value.decode("utf-8")
        return super().default(value)

    def encode(self, value):
        self.decimals = []
        text = super().encode(value)
        if not self.decimals:
            return text
        return re.sub(
            r'"(?:\\ue000|\ue000)decimal([0-9]+)(?:\\ue001|\ue001)"', lambda match: self.decimals[int(match.group(1))], text
        )


class Members:
    """An object with these members of a JSON object; what is missing is None."""

    NAMES = ()

    def __init__(self, values):
        for name in self.NAMES:
            setattr(self, name, values.get(name))

    def __repr__(self):
        members = ",".join("%s=%s" % (name, getattr(self, name)) for name in self.NAMES)
        return "%s([%s])" % (type(self).__name__, members)


class CognitoIdentity(Members):
    NAMES = ("cognito_identity_id", "cognito_identity_pool_id")


class Client(Members):
    NAMES = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


class ClientContext(Members):
    NAMES = ("custom", "env", "client")

    def __init__(self, values):
        super().__init__(values)
        self.client = None if self.client is None else Client(self.client)


class LambdaContext:
    """Source: Lambda developer guide, "Using the Lambda context object to retrieve Python function information"."""

    def __init__(self, fields):
        self.aws_request_id = fields["lambda-runtime-aws-request-id"]
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = fields.get("lambda-runtime-invoked-function-arn")
        client = parsed(fields.get("lambda-runtime-client-context"), "Client Context")
        self.client_context = None if client is None else ClientContext(client)
        identity = parsed(fields.get("lambda-runtime-cognito-identity"), "Cognito Identity") or {}
        self.identity = CognitoIdentity(
            {
                "cognito_identity_id": identity.get("cognitoIdentityId"),
                "cognito_identity_pool_id": identity.get("cognitoIdentityPoolId"),
            }
        )
        self._deadline = int(fields.get("lambda-runtime-deadline-ms", "0"))

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))

    def __repr__(self):
        members = ",".join("%s=%s" % (name, value) for name, value in vars(self).items() if not name.startswith("_"))
        return "LambdaContext([%s])" % members


def parsed(text, name):
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise Fault("LambdaContextUnmarshalError", "Unable to parse %s JSON: %s" % (name, error))
