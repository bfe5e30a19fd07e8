# SPDX-License-Identifier: Apache-2.0
"""A browser of few words: follows the issuer's redirects, fills in its form, and stops before the application's page."""

import html.parser
import sys
import urllib.parse

import requests


class Form(html.parser.HTMLParser):
    """The first form of a page, and what it carries along."""

    def __init__(self, page):
        super().__init__()
        self.action = None
        self.fields = {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = attributes["action"]
        if tag == "input" and attributes.get("type") == "hidden":
            self.fields[attributes["name"]] = attributes["value"]


def next_address(response):
    return urllib.parse.urljoin(response.url, response.headers["Location"])


def log_in(url, callback, username="mary@example.com", password="mary"):
    """Opens what an application sends the browser to, and gives back the address at which the issuer returns it."""
    with requests.Session() as session:
        response = session.get(url, allow_redirects=False, timeout=20)
        while response.is_redirect and not next_address(response).startswith(callback):
            response = session.get(next_address(response), allow_redirects=False, timeout=20)
        if not response.is_redirect:
            form = Form(response.text)
            if form.action is None:
                sys.exit(f"{response.status_code} and no form: {response.text}")
            fields = {**form.fields, "username": username, "password": password}
            address = urllib.parse.urljoin(response.url, form.action)
            response = session.post(address, data=fields, allow_redirects=False, timeout=20)
        if not response.is_redirect:
            sys.exit(f"{response.status_code} and no redirect: {response.text}")
        return next_address(response)


def parameters(url):
    """What stands in the query of an address, each name once."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query, strict_parsing=True))
