// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A certificate authority for this machine: who trusts it trusts every certificate that it signs, and it can sign none
/// that counts for another name than localhost.
///
/// The bounds stand in its own certificate, as critical name constraints (RFC 5280 §4.2.1.10): a key that is stolen is good
/// for nothing but servers on one's own machine.
package struct CertificateAuthority: Sendable {
    private let key: ECKey
    private let root: Certificate
    /// Its certificate, PEM: what clients trust.
    package let certificate: [UInt8]

    /// A server's certificate with its key.
    package struct Leaf: Sendable {
        /// The certificate, PEM.
        package let certificate: [UInt8]
        /// Its private key, PKCS#8 PEM.
        package let privateKey: [UInt8]
    }

    package static let validDays = 3650
    /// Browsers refuse more than 398; less than 100 is what the CA/Browser Forum is going to (ballot SC-081).
    package static let leafValidDays = 90
    /// For how many days an authority must at least be valid to be used on: then a leaf does not outlive it by much.
    package static let renewalDays = 30

    /// The names that a leaf is for.
    package static let localNames = "DNS:localhost,IP:127.0.0.1,IP:::1"

    /// Makes a new one.
    ///
    /// - Parameters:
    ///   - name: Its common name, which lists of trusted certificates show; at most 64 characters of it.
    ///   - privateKey: Its key, PEM; `nil`: a new one.
    ///   - validDays: How long it is valid.
    /// - Returns: The authority.
    /// - Throws: ``TLSError``.
    package static func make(
        name: String,
        privateKey: [UInt8]? = nil,
        validDays: Int = CertificateAuthority.validDays
    ) throws(TLSError) -> CertificateAuthority {
        let key = if let privateKey { try ECKey(pem: privateKey) } else { try ECKey() }
        let name = String(String.UnicodeScalarView(name.unicodeScalars.prefix(64)))
        // A day back, for clocks that disagree.
        let root = try Certificate.unsigned(of: key, name: name, validDays: -1...validDays)
        try root.sign(
            with: key,
            extensions: [
                // RFC 5280 §4.2.1.9: no authority below this one.
                (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"),
                (NID_key_usage, "critical,keyCertSign,cRLSign"),
                (NID_subject_key_identifier, "hash"),
                (
                    NID_name_constraints,
                    "critical,permitted;DNS:localhost,permitted;IP:127.0.0.1/255.255.255.255,"
                        + "permitted;IP:::1/FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF"
                ),
            ]
        )
        return try CertificateAuthority(key: key, root: root)
    }

    /// Takes up one that was made before.
    ///
    /// - Parameters:
    ///   - certificate: Its certificate, PEM.
    ///   - privateKey: Its key, PEM.
    /// - Returns: The authority.
    /// - Throws: ``TLSError``, also when the one is not the other's or it is no authority.
    package static func load(certificate: [UInt8], privateKey: [UInt8]) throws(TLSError) -> CertificateAuthority {
        let root = try Certificate.read(pem: certificate)
        let key = try ECKey(pem: privateKey)
        guard X509_check_private_key(root.raw, key.raw) == 1 else {
            throw .last("the key does not belong to the certificate")
        }
        guard X509_check_ca(root.raw) == 1 else { throw .last("it is not the certificate of an authority") }
        return try CertificateAuthority(key: key, root: root)
    }

    private init(key: ECKey, root: Certificate) throws(TLSError) {
        self.key = key
        self.root = root
        certificate = try root.pem()
    }

    /// A key for a new one, PKCS#8 PEM.
    package static func newPrivateKey() throws(TLSError) -> [UInt8] {
        try ECKey().pem()
    }

    /// Its private key, PKCS#8 PEM: for a file that nobody else may read.
    package func privateKey() throws(TLSError) -> [UInt8] {
        try key.pem()
    }

    /// The SHA-256 of its certificate.
    package func fingerprint() throws(TLSError) -> [UInt8] {
        try root.fingerprint()
    }

    /// Whether it is valid now and for long enough to trust it anew: ``renewalDays``.
    package var isFresh: Bool { root.isValid(forDays: Self.renewalDays) }

    /// A new key with a certificate for this machine.
    ///
    /// - Parameter names: What it is for, in the form of OpenSSL's x509v3_config(5). Others than ``localNames`` can be
    ///   signed, and whoever verifies them refuses them.
    /// - Returns: The certificate and its key.
    /// - Throws: ``TLSError``.
    package func issue(names: String = CertificateAuthority.localNames) throws(TLSError) -> Leaf {
        let leafKey = try ECKey()
        let leaf = try Certificate.unsigned(of: leafKey, name: "localhost", validDays: -1...Self.leafValidDays)
        try leaf.sign(
            with: key,
            issuer: root,
            extensions: [
                (NID_basic_constraints, "critical,CA:FALSE"),
                (NID_key_usage, "critical,digitalSignature"),
                (NID_ext_key_usage, "serverAuth"),
                (NID_subject_alt_name, names),
                (NID_subject_key_identifier, "hash"),
                // RFC 5280 §4.2.1.1: strict verifiers insist on it.
                (NID_authority_key_identifier, "keyid:always"),
            ]
        )
        return Leaf(certificate: try leaf.pem(), privateKey: try leafKey.pem())
    }
}
