// SPDX-License-Identifier: Apache-2.0

/// How people and programs come to trust the authority.
struct TrustGuide {
    /// The certificate's path.
    let path: String
    /// The SHA-256 of it.
    let fingerprint: [UInt8]

    private var file: String { Shell.quoted(path) }

    /// As browsers show it.
    private var fingerprintText: String {
        fingerprint.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: ":")
    }

    var text: String {
        """
        Certificate authority: \(path)
        SHA-256 \(fingerprintText)
        It can vouch for localhost, 127.0.0.1 and ::1 only.

        Trust it here:               gateway trust --install
        and no longer:               gateway trust --remove

        Or one by one:
        Debian, Ubuntu               sudo install -m 0644 \(file) /usr/local/share/ca-certificates/gateway-emulator.crt
                                     sudo update-ca-certificates
        Chromium, Chrome, Edge       certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n '\(NSSTrustStore.nickname)' -i \(file)
        Firefox                      gateway trust --install --no-system --nss-db FOLDER-OF-THE-PROFILE
                                     (about:support shows the folder)
        Windows, from WSL            certutil.exe -user -addstore Root "$(wslpath -w \(file))"
        curl                         curl --cacert \(file) https://localhost:3000/
        Node                         export NODE_EXTRA_CA_CERTS=\(file)
        Python                       export SSL_CERT_FILE=\(file)
        Python, requests             export REQUESTS_CA_BUNDLE=\(file)
                                     (both in place of all other authorities)
        Java                         keytool -importcert -cacerts -storepass changeit -noprompt \\
                                       -alias gateway-emulator -file \(file)
        """
    }
}
