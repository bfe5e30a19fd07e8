#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes a folder in which the linker finds OpenSSL, libyaml, PCRE2, zlib and the C++ runtime as archives alone, and prints the
# options with which `swift build` links them: the gateway then starts about a quarter sooner, and needs glibc only.
#
# SwiftPM takes the linker's folders from the .pc files and puts them before the compiler's own, and a linker takes the
# first library that it finds. So the .pc files are the system's, but for the folder that they name.
#
# Where an archive is missing, it prints nothing, and the shared libraries are linked.
#
# usage: scripts/static.sh FOLDER
set -euo pipefail

folder=$(mkdir -p "$1" && cd "$1" && pwd)
# The options are words between spaces, in the .pc files too.
case "$folder" in *[[:space:]]*)
    echo "There is white space in $folder: shared libraries are linked." >&2
    exit 0
    ;;
esac
# What is there is from an earlier time, perhaps of another system.
rm -f "$folder"/*.a "$folder"/*.pc

give_up() {
    echo "$1 is missing: shared libraries are linked." >&2
    rm -f "$folder"/*.a "$folder"/*.pc
    exit 0
}

for archive in libssl.a libcrypto.a libyaml.a libpcre2-8.a libz.a libstdc++.a; do
    # A file that it does not find clang prints as it is named.
    path=$(clang -print-file-name="$archive")
    [ -e "$path" ] || give_up "$archive"
    ln -s "$(realpath "$path")" "$folder/$archive"
done

libraries=$(dirname "$(realpath "$folder/libssl.a")")
for package in openssl libssl libcrypto yaml-0.1 libpcre2-8 zlib; do
    [ -e "$libraries/pkgconfig/$package.pc" ] || give_up "$libraries/pkgconfig/$package.pc"
    sed -E "s|^libdir=.*|libdir=$folder|" "$libraries/pkgconfig/$package.pc" >"$folder/$package.pc"
done

echo "--pkg-config-path $folder -Xswiftc -Xclang-linker -Xswiftc -static-libgcc"
