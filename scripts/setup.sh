#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages that are missing.
#
# usage: scripts/setup.sh build|test|bench
#   build  what the gateway is made of
#   test   that, and what the tests compare it with
#   bench  what it is made of, and what it is measured with and against
set -euo pipefail

# libz-dev is a name that zlib1g-dev provides.
packages=(libssl-dev zlib1g-dev libyaml-dev libpcre2-dev)
if [ "${1:-build}" = test ]; then
    packages+=(curl chromium chromium-driver libnss3-tools nginx-light openssl python3 python3-venv)
fi

# Functions of the tests and of the measurements run on it; any version that is there will do.
if [ "${1:-build}" != build ] && ! command -v node >/dev/null; then packages+=(nodejs); fi

if [ "${1:-build}" = bench ]; then
    packages+=(nginx-light wrk python3 python3-venv procps)
fi

if ! command -v swift >/dev/null; then
    echo "Swift 6.3 or newer is needed: https://www.swift.org/install/linux/" >&2
    exit 69
fi

if ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian: make sure yourself that these are installed: ${packages[*]}" >&2
    exit 0
fi

missing=()
for package in "${packages[@]}"; do
    case "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)" in
    installed) ;;
    *) missing+=("$package") ;;
    esac
done
[ ${#missing[@]} -gt 0 ] || exit 0

install="apt-get install --yes --no-install-recommends ${missing[*]}"
if [ "$(id -u)" = 0 ]; then
    sudo=
elif command -v sudo >/dev/null; then
    sudo=sudo
else
    echo "These packages are missing, and only root can install them. Run as root:" >&2
    echo "  apt-get update && $install" >&2
    exit 69
fi
echo "\$ ${sudo:+sudo }apt-get update && ${sudo:+sudo }$install"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update --quiet=2
$sudo $install --quiet=2 >/dev/null
