# SPDX-License-Identifier: Apache-2.0
"""Deploys the functions of hello/handler.py to a MiniStack, and a REST API before them, as one would to AWS.

usage, by a Python that has boto3: ministack_deploy.py PORT RUNTIME; says the identifier of the API.
"""

import io, os, sys, zipfile

import boto3

REGION, ACCOUNT = "us-east-1", "000000000000"
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hello/handler.py")
port, runtime = sys.argv[1:]


def client(service):
    credentials = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, region_name=REGION, endpoint_url=f"http://127.0.0.1:{port}", **credentials)


def invocation(function):
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
    return f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn}/invocations"


def code():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.write(SOURCE, "handler.py")
    return archive.getvalue()


functions, gateway = client("lambda"), client("apigateway")
for name in ["hello", "authorize"]:
    role = f"arn:aws:iam::{ACCOUNT}:role/bench"
    functions.create_function(FunctionName=name, Runtime=runtime, Role=role, Handler=f"handler.{name}", Code={"ZipFile": code()})
    functions.get_waiter("function_active_v2").wait(FunctionName=name)
    functions.add_permission(
        FunctionName=name, StatementId="gateway", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )

api = gateway.create_rest_api(name="bench")["id"]
root = gateway.get_resources(restApiId=api)["items"][0]["id"]
authorizer = gateway.create_authorizer(
    restApiId=api,
    name="authorize",
    type="TOKEN",
    authorizerUri=invocation("authorize"),
    identitySource="method.request.header.Authorization",
    authorizerResultTtlInSeconds=0,
)["id"]
methods = {
    "hello": {"authorizationType": "NONE"},
    "guarded": {"authorizationType": "CUSTOM", "authorizerId": authorizer},
}
for path, authorization in methods.items():
    resource = gateway.create_resource(restApiId=api, parentId=root, pathPart=path)["id"]
    method = {"restApiId": api, "resourceId": resource, "httpMethod": "GET"}
    gateway.put_method(**method, **authorization)
    gateway.put_integration(**method, type="AWS_PROXY", integrationHttpMethod="POST", uri=invocation("hello"))
gateway.create_deployment(restApiId=api, stageName="dev")
print(api)
