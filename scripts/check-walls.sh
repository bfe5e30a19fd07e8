#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Holds the walls between the rooms: each room's sources may import what stands here, and nothing else. The reasons are
# in ARCHITECTURE.md.
set -euo pipefail
cd "$(dirname "$0")/.."

declare -A allowed=(
    [Time]="Glibc"
    [JSON]=""
    [Files]="Glibc"
    [Patterns]="CPCRE2"
    [Model]="GatewayJSON GatewayTime"
    [JOSE]="COpenSSL GatewayJSON GatewayTime Synchronization"
    [Transport]="CLinux COpenSSL Dispatch GatewayTime Glibc Logging Synchronization"
    [Authorizer]="GatewayJOSE GatewayJSON GatewayModel GatewayPatterns GatewayTime Glibc Synchronization"
    [Handlers]="GatewayJSON GatewayModel GatewayTime"
    [Lambda]="CLinux CZlib Dispatch GatewayFiles GatewayHandlers GatewayJOSE GatewayJSON GatewayModel GatewayTime GatewayTransport Glibc Logging Synchronization"
    [Templates]="GatewayJSON GatewayPatterns"
    [GatewayEmulator]="GatewayAuthorizer GatewayHandlers GatewayJOSE GatewayJSON GatewayModel GatewayPatterns GatewayTemplates GatewayTime GatewayTransport Glibc Logging Synchronization"
    [Issuer]="Dispatch GatewayFiles GatewayJOSE GatewayJSON GatewayModel GatewayTime GatewayTransport Glibc Logging Synchronization"
    [Demo]="GatewayJOSE GatewayJSON GatewayModel GatewayTime GatewayTransport Synchronization"
    [Definitions]="CLibYAML GatewayFiles GatewayJSON GatewayModel GatewayPatterns GatewayTemplates Glibc"
    [GatewayCommand]="ArgumentParser CLinux Dispatch GatewayAuthorizer GatewayDefinitions GatewayDemo GatewayEmulator GatewayFiles GatewayHandlers GatewayIssuer GatewayJOSE GatewayJSON GatewayLambda GatewayModel GatewayTime GatewayTransport Glibc Logging Synchronization"
)

failures=0
complain() {
    echo "$1" >&2
    failures=$((failures + 1))
}

for folder in Sources/*/; do
    room=$(basename "$folder")
    case "$room" in C[A-Z]*) continue ;; esac
    if [ -z "${allowed[$room]+known}" ]; then
        complain "Sources/$room: a room that scripts/check-walls.sh does not know; say what it may import"
        continue
    fi
    while IFS=: read -r file line text; do
        module=$(sed -E 's/^(@[A-Za-z_]+(\([^)]*\))? +)*((public|package|internal|fileprivate|private) +)?import +((struct|class|enum|protocol|typealias|func|let|var) +)?([A-Za-z_0-9]+).*/\7/' <<<"$text")
        case " ${allowed[$room]} " in
        *" $module "*) ;;
        *) complain "$file:$line: $room must not import $module" ;;
        esac
    done < <(grep -rnE '^(@[A-Za-z_]+(\([^)]*\))? +)*((public|package|internal|fileprivate|private) +)?import ' "$folder" --include='*.swift')
done

# Claims that nobody vouches for are for one reader: the JWT authorizer of a serverless.yml that asks for it.
while IFS=: read -r file line _; do
    case "$file" in
    Sources/JOSE/UncheckedClaims.swift | Sources/JOSE/TokenClaims.swift | Sources/Authorizer/JWT/JWTGuard.swift) ;;
    *) complain "$file:$line: UncheckedClaims is for JWTGuard only" ;;
    esac
done < <(grep -rn 'UncheckedClaims' Sources --include='*.swift')
while IFS=: read -r file line _; do
    case "$file" in
    Sources/Model/AuthorizerDefinition.swift | Sources/Definitions/Serverless/Reader/ServerlessReader+Offline.swift) ;;
    *) complain "$file:$line: a serverless.yml alone may ask for ignoringSignature()" ;;
    esac
done < <(grep -rn 'ignoringSignature()' Sources --include='*.swift')

# Foundation costs start-up time and 40 MB. It could come back through a dependency, so look at what is linked, too.
for binary in .build/debug/gateway .build/release/gateway; do
    [ -e "$binary" ] || continue
    if readelf --dynamic --wide "$binary" | grep -E 'NEEDED.*libFoundation(Internationalization)?\.so' >&2; then
        complain "$binary links Foundation"
    fi
    if grep -q -a 'FoundationInternationalization' "$binary"; then
        complain "$binary contains Foundation's internationalization"
    fi
done

if [ "$failures" -gt 0 ]; then
    echo "$failures walls are broken" >&2
    exit 1
fi
echo "The walls hold."
