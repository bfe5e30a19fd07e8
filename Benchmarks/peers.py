# SPDX-License-Identifier: Apache-2.0
"""The servers that take part, each with the name of its row; a row is asked for a new server in each round."""

import os, shutil, subprocess, sys

from servers import HERE, Server, Target, free_port

TOP = os.path.dirname(HERE)
ANSWER_HEADERS = {
    "x-amzn-RequestId": "2e92f89f-402b-4237-b8fa-fb1a3ae7a8aa",
    "x-amz-apigw-id": "O75j1fmiXPhrtE7=",
    "X-Amzn-Trace-Id": "Root=1-6b034935-ddb0344a6b2bbd9a8e422418;Parent=3fe663d0c77175ff;Sampled=0;Lineage=1:2218ec7d:0",
    "Access-Control-Allow-Origin": "*",
}
# Rows of peers that have to be built or installed first.
BUILT = {
    "hummingbird": {"hummingbird public", "hummingbird verified", "Swift hummingbird"},
    "ministack": {"MiniStack function", "MiniStack private"},
}
NGINX = """
worker_processes 2;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections {connections}; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    keepalive_requests 100000000;
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location / {{
            default_type application/json;
            {headers}
            return 200 '{{"message": "Welcome to our Public API!"}}';
        }}
    }}
}}
"""
AUTHORIZER = """
authorizers:
  customAuthorizer:
    handler: builtin:auth0
    type: TOKEN
    identitySource: method.request.header.Authorization
    resultTtlInSeconds: 0
private:
  - GET /private: builtin:private
"""
FUNCTION = """
functions:
  hello:
    returns: {statusCode: 200, headers: {Content-Type: application/json}, body: '{"message": "Welcome to our Public API!"}'}
public:
"""
# What Lambda's function is told, and what is made of its answer: both by templates.
TEMPLATES = """
  - GET /hello:
      handler: function:hello
      integration:
        type: AWS
        requestTemplates:
          application/json: |
            #set($all = $input.params())
            {"who": "$input.params('who')", "from": "$context.identity.sourceIp", "headers": {
            #foreach($name in $all.header.keySet())"$name": "$util.escapeJavaScript($all.header.get($name))"#if($foreach.hasNext), #end#end
            }}
        integrationResponses:
          - statusCode: 200
            responseTemplates:
              application/json: $input.path('$.body')
"""
JWT = """
authorizers:
  jwt:
    type: JWT
private:
  - GET /private: builtin:private
"""


def floor(work):
    compiler = shutil.which("clang") or shutil.which("cc") or sys.exit("no C compiler: leave out the floor with --without floor")
    binary = os.path.join(work, "floor")
    subprocess.run([compiler, "-O2", "-o", binary, os.path.join(HERE, "floor.c")], check=True)

    def start(folder):
        port = free_port()
        return Server("floor", [binary, str(port)], port, Target("/"), folder)

    return start


def nginx(connections):
    binary = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin") or sys.exit("nginx is missing: apt-get install nginx-light")
    headers = "\n            ".join(f'add_header {name} "{value}";' for name, value in ANSWER_HEADERS.items())

    def start(folder):
        port = free_port()
        with open(os.path.join(folder, "nginx.conf"), "w") as conf:
            conf.write(NGINX.format(folder=folder, port=port, connections=connections, headers=headers))
        return Server("nginx", [binary, "-c", f"{folder}/nginx.conf", "-p", folder], port, Target("/"), folder)

    return start


def build_hummingbird():
    """Takes some minutes the first time, and a second from then on."""
    scratch = os.path.join(TOP, ".build/hummingbird")
    package = os.path.join(HERE, "HummingbirdPeer")
    command = ["swift", "build", "-c", "release", "--package-path", package, "--scratch-path", scratch]
    print("building the Hummingbird peer (--without hummingbird leaves it out)", file=sys.stderr)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return os.path.join(scratch, "release/peer")


def hummingbird(binary, tenant, target):
    def start(folder):
        port = free_port()
        command = [binary, str(port), tenant.keys, tenant.issuer, tenant.audience]
        return Server("hummingbird", command, port, target, folder)

    return start


def gateway(name, binary, target, files=()):
    """Without files of its own, the demo as it is shipped."""

    def start(folder):
        for file, text in dict(files).items():
            with open(os.path.join(folder, file), "w") as written:
                written.write(text)
        if "routes.yml" not in dict(files):
            shutil.copy(os.path.join(TOP, "routes.yml"), folder)
        port = free_port()
        command = [binary, "serve", "--port", str(port), "--issuer-port", str(free_port()), "--no-watch", "--no-demo"]
        return Server(name, command, port, target, folder)

    return start


def many_routes(count):
    """A table of routes, every other one with a path variable."""
    paths = [path for n in range(count) for path in (f"/service{n}/items", f"/service{n}/items/{{id}}")][:count]
    return {"routes.yml": "api: rest\nstage: dev\npublic:\n" + "".join(f"  - GET {path}: builtin:public\n" for path in paths)}


def rows(binary, work, tenant, without):
    found = {}
    if "floor" not in without:
        found["floor"] = floor(work)
    if "nginx" not in without:
        found["nginx"] = nginx(2048)
    found["public"] = gateway("public", binary, Target("/dev/public"))
    found["private"] = gateway("private", binary, Target("/dev/private", tenant.token), {"config.yml": tenant.config})
    every = Target("/dev/private", tenant.token, tenant.tokens)
    files = {"config.yml": tenant.config, "routes.yml": "api: rest\nstage: dev\n" + AUTHORIZER}
    found["verified"] = gateway("verified", binary, every, files)
    if "hummingbird" not in without:
        peer = build_hummingbird()
        found["hummingbird public"] = hummingbird(peer, tenant, Target("/dev/public"))
        found["hummingbird verified"] = hummingbird(peer, tenant, every)
    rest = "api: rest\nstage: dev" + FUNCTION
    found["proxy function"] = gateway("proxy", binary, Target("/dev/hello"), {"routes.yml": rest + "  - GET /hello: function:hello\n"})
    found["templates"] = gateway("templates", binary, Target("/dev/hello?who=me"), {"routes.yml": rest + TEMPLATES})
    files = {"config.yml": tenant.config, "routes.yml": "api: http" + JWT}
    found["JWT"] = gateway("JWT", binary, Target("/private", tenant.token, tenant.tokens), files)
    for count in [5, 5000]:
        middle = f"/dev/service{count // 4}/items"
        found[f"{count} routes"] = gateway("routes", binary, Target(middle), many_routes(count))
        found[f"{count} routes, variable"] = gateway("routes", binary, Target(middle + "/7"), many_routes(count))
    return found


def idle_rows(binary, tenant, without):
    found = {"public": gateway("public", binary, Target("/dev/public"))}
    if "nginx" not in without:
        found["nginx"] = nginx(16384)
    if "hummingbird" not in without:
        found["hummingbird"] = hummingbird(build_hummingbird(), tenant, Target("/dev/public"))
    return found
