#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes the pictures of README in headless Chromium: docs/images/*.png.

usage: scripts/screenshots.py GATEWAY     the path of the binary; needs chromium and chromium-driver
"""

import base64
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


@contextlib.contextmanager
def running(command, **options):
    """A program of ours, ended with its group when it is no longer needed."""
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def until(what, condition):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    raise SystemExit(f"never happened: {what}")


class Browser:
    def __init__(self, port, profile):
        self.base = f"http://127.0.0.1:{port}"
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     "--hide-scrollbars", "--force-device-scale-factor=1", "--lang=en-US", f"--user-data-dir={profile}"]
        options = {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}
        self.session = "/session/" + self.send("/session", {"capabilities": options})["sessionId"]

    def send(self, path, body=None, method="POST"):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def ask(self, path, body):
        return self.send(f"{self.session}/{path}", body)

    def go(self, url):
        self.ask("url", {"url": url})

    def run(self, script):
        return self.ask("execute/sync", {"script": script, "args": []})

    def wait(self, expression):
        def holds():
            with contextlib.suppress(urllib.error.HTTPError):
                return self.run(f"return Boolean({expression})")
        until(expression, holds)

    def click(self, selector):
        self.wait(f"document.querySelector({json.dumps(selector)})")
        found = self.ask("element", {"using": "css selector", "value": selector})
        self.ask(f"element/{found[ELEMENT]}/click", {})

    def shape(self, width, height, dark=False):
        self.command("Emulation.setDeviceMetricsOverride",
                     {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        motion = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.command("Emulation.setEmulatedMedia", {"features": [scheme, motion]})

    def command(self, name, parameters):
        self.ask("goog/cdp/execute", {"cmd": name, "params": parameters})

    def picture(self, name):
        data = self.send(f"{self.session}/screenshot", method="GET")
        (IMAGES / f"{name}.png").write_bytes(base64.b64decode(data))
        print(f"docs/images/{name}.png")


def pictures(browser, home):
    browser.shape(1100, 780)
    browser.go(home)
    browser.click("#login")
    browser.wait("document.querySelector('#username')")
    browser.picture("login")
    browser.click("button.user")
    browser.wait("document.documentElement.dataset.session === 'in' && location.pathname !== '/callback'")
    browser.click("nav a[href='/ping']")
    browser.click("#call-private")
    browser.wait("document.querySelector('#result .status')?.textContent === '200'")
    browser.picture("allowed")
    browser.shape(1100, 780, dark=True)
    browser.click("#token-choice option[value='damaged']")
    browser.click("#call-private")
    browser.wait("document.querySelector('#result .status')?.textContent === '403'")
    browser.wait("document.querySelector('#reason').textContent.trim()")
    browser.picture("refused")
    browser.shape(1100, 1000)
    browser.click("nav a[href='/profile']")
    browser.wait("document.querySelector('#claims').textContent.includes('azp')")
    browser.picture("profile")


def main():
    gateway = pathlib.Path(sys.argv[1]).resolve()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        (home / "routes.yml").write_bytes((ROOT / "routes.yml").read_bytes())
        environment = {**os.environ, "HOME": folder, "GATEWAY_DATA_HOME": folder}
        ready = home / "ready.json"
        serve = [gateway, "serve", "--port", "0", "--issuer-port", "0", "--ready-file", ready]
        driver_log = open(home / "driver.log", "w+")
        with running(serve, cwd=home, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), \
                running(["chromedriver", "--port=0"], env=environment, stdout=driver_log, stderr=driver_log):
            until("the gateway is ready", ready.exists)
            words = until("the driver is ready", lambda: [
                line for line in (home / "driver.log").read_text().splitlines() if "on port" in line and "started" in line])
            port = int(words[0].rstrip(".").split()[-1])
            browser = Browser(port, home / "profile")
            try:
                pictures(browser, json.loads(ready.read_text())["demo"]["url"])
            finally:
                browser.send(browser.session, method="DELETE")


main()
