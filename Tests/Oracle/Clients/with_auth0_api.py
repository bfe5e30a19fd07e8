# SPDX-License-Identifier: Apache-2.0
"""An API behind Auth0's own library for Python, which looks at tokens from standard input, a line each.

    with_auth0_api.py ISSUER AUDIENCE
"""

import asyncio
import json
import sys
import urllib.parse

from auth0_api_python import ApiClient, ApiClientOptions
from auth0_api_python.errors import BaseAuthError

issuer, audience = sys.argv[1:]
options = ApiClientOptions(domain=urllib.parse.urlsplit(issuer).netloc, audience=audience)


async def verify(client, token):
    try:
        return await client.verify_request({"authorization": f"Bearer {token}"})
    except BaseAuthError as error:
        return {"error": error.get_error_code(), "description": str(error)}


async def main():
    client = ApiClient(options)
    print(json.dumps([await verify(client, line.strip()) for line in sys.stdin if line.strip()]))


asyncio.run(main())
