// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

@Suite struct PrivateKeyTests {
    @Test func `a key is written as PKCS 8 and read back`() throws {
        for key in [try Keys.rsa, try Keys.p256, try Keys.p384] {
            let pem = try key.pem()
            let text = String(decoding: pem, as: UTF8.self)
            #expect(text.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
            #expect(text.hasSuffix("-----END PRIVATE KEY-----\n"))

            let read = try PrivateKey(pem: pem)
            #expect(read.publicKey.parameters == key.publicKey.parameters)
            let algorithm = key.publicKey.defaultAlgorithm
            let signature = try read.sign(bytes("message"), algorithm: algorithm)
            #expect(key.publicKey.verify(signature, of: bytes("message")[...], algorithm: algorithm))
        }
    }

    @Test func `keys are generated of the wanted kind and each time anew`() throws {
        guard case .rsa(let modulus, let exponent) = try Keys.rsa.publicKey.parameters else {
            Issue.record("not an RSA key")
            return
        }
        #expect(modulus.count == 256)
        #expect(exponent == [1, 0, 1])
        #expect(try Keys.rsa.publicKey.thumbprint != Keys.stranger.publicKey.thumbprint)
        #expect(try PrivateKey.generateEC().publicKey.thumbprint != PrivateKey.generateEC().publicKey.thumbprint)
    }

    @Test func `weak and endless keys are not generated`() {
        #expect(throws: KeyError.modulusTooSmall(bits: 1024)) { try PrivateKey.generateRSA(bits: 1024) }
        #expect(throws: KeyError.modulusTooLarge(bits: 65_536)) { try PrivateKey.generateRSA(bits: 65_536) }
    }

    @Test(arguments: [
        "", "garbage", "-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
    ])
    func `what is not a private key in PEM is refused`(text: String) {
        #expect(throws: KeyError.notPEM) { try PrivateKey(pem: bytes(text)) }
    }

    @Test func `a file that is far too large is refused`() {
        #expect(throws: KeyError.notPEM) { try PrivateKey(pem: [UInt8](repeating: 0x20, count: 100_000)) }
    }

    @Test func `an encrypted key is refused without asking for its passphrase`() {
        #expect(throws: KeyError.encryptedPEM) { try PrivateKey(pem: bytes(Self.encryptedKey)) }
    }

    @Test func `an RSA key of 1024 bits is refused`() {
        #expect(throws: KeyError.modulusTooSmall(bits: 1024)) { try PrivateKey(pem: bytes(Self.weakKey)) }
    }

    @Test func `a key of another kind is refused by name`() {
        #expect(throws: KeyError.unsupportedKind("ED25519")) { try PrivateKey(pem: bytes(Self.ed25519Key)) }
        #expect(throws: KeyError.unsupportedKind("secp521r1")) { try PrivateKey(pem: bytes(Self.p521Key)) }
    }

    @Test func `a key whose halves do not belong together is refused`() {
        #expect(throws: KeyError.halvesDoNotMatch) { try PrivateKey(pem: bytes(Self.mixedKey)) }
    }

    @Test func `a key does not sign with an algorithm of another kind`() throws {
        #expect(throws: KeyError.algorithmDoesNotFit(.es256, key: "an RSA key")) {
            try Keys.rsa.sign([1], algorithm: .es256)
        }
        #expect(throws: KeyError.algorithmDoesNotFit(.es256, key: "a key on P-384")) {
            try Keys.p384.sign([1], algorithm: .es256)
        }
        #expect(throws: KeyError.algorithmDoesNotFit(.ps256, key: "a key on P-256")) {
            try TokenSigner(key: Keys.p256, algorithm: .ps256)
        }
    }

    @Test func `a short number in an EC signature is filled up`() throws {
        // Every 128th signature has a half that begins with a zero byte; all of them have 64 bytes.
        for index in 0..<400 {
            let signature = try Keys.p256.sign(bytes("\(index)"), algorithm: .es256)
            #expect(signature.count == 64)
            #expect(try Keys.p256.publicKey.verify(signature, of: bytes("\(index)")[...], algorithm: .es256))
        }
    }

    @Test func `an empty message is signed and verified`() throws {
        for algorithm in SignatureAlgorithm.allCases {
            let key = try Keys.key(for: algorithm)
            let signature = try key.sign([], algorithm: algorithm)
            #expect(key.publicKey.verify(signature, of: [], algorithm: algorithm))
        }
    }

    @Test func `a signer's token has the three members of Auth0's header`() throws {
        let signer = try TokenSigner(key: Keys.p256)
        let token = try UnverifiedToken(parsing: signer.sign(Tenant.claims))
        #expect(token.jws.header.members.map(\.name) == ["alg", "typ", "kid"])
        #expect(token.kid == (try Keys.p256.publicKey.thumbprint))
        let typed = try UnverifiedToken(parsing: signer.sign(Tenant.claims, type: "at+jwt"))
        #expect(typed.jws.type == "at+jwt")
    }

    // Made for these tests; nothing else has them.
    private static let encryptedKey = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi7oJjoFWP4UQICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEMfrIqzJEIoh3MX4MURVui8EgZBj
        koGYq5K5n6P6gz1c960k5lhOpu6DpcAShSbx09EyzzDJDjHc41nrtFYHEUcUbydt
        ZpOBCKt0e8UVpQGOwDugJtPJL3IGnAvyIUU1UDrYumdQ8SLrU/P7E0/hvmGXqu6A
        WvjoR2Cm2uuaQUjkcwSrcEWT7RCFcdAlx8VW7UvbAGkXWknTiTHT1T60XaLePrY=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    private static let weakKey = """
        -----BEGIN PRIVATE KEY-----
        MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBAOi8g9VvboDysRrW
        Jq8BR6aLuF9up9G+oh9KBP4C6JbhNBXg1kLobpf1UMahNCrjLZadYhICrTPsTn/w
        PMju+CZJip5Pa2iu78VVv9jZOUIhsTqrsQ7qZTiu290JzO6fKbqn/ac/0fnZTgfW
        zD/LV/U5v9Reb7TJYybeHwfYQzn5AgMBAAECgYEA4GFfeNcF4qwYs5bjlLXXLmpm
        RxuYEE+KXkAur/Z953kXjkBGUhtlBHwudFHWycJcoWj6tAKAmh6pUA99ivtZoTly
        DR3qQA6vi0wsAwd4WD3AJkeR3tkqeKAgk+qNPAJXsH+Y534X5gbp6dpLUlh6qiiG
        VFgPcuSUNk+OyJ0VJkECQQD3SCXO0rMU6vcVQ0ZYbzLmXEzgWKdeRjueMZHP3LdC
        AuvaZ4GOVLEVhQ4rcIT6DvoQc/Wyv7+qmcCJch38H9YXAkEA8PEWObYVgjqi1eHV
        pjaD9ayO22Oohg3ukNrVIdF2P1D/loK8Qcu1KNmRWK77C5OFW8tU2x//in/oOlXR
        gHuKbwJAY8I4dnqsAmlUKsDMNUsPBr3/yZYaVz8QOB6ZS3koeToCeka9jnT+R8c4
        0y9+hf7axR5y5ZzTrvh+IzTlgdw6GwJAP9/KApaw8QtWa9ko6J1/MjwCy0qKPK+o
        1SIOap66+GIiv+X8vnyglCnJjHcm+pSrQACRiF3dQvxRtlVV6vfVZQJBANW0cHzD
        ZmQR5DIUJDsr8a7CCL17m5vWN9WT10V2lBjh8eLqQTmxtODUjlCQ9AxUNhJ0k8H5
        TjoiGzig5ZsvX4k=
        -----END PRIVATE KEY-----

        """

    private static let ed25519Key = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIKJpYhfPassvxGoNDSsscyG2Fe92yPoTRrkpkU2f2v4M
        -----END PRIVATE KEY-----

        """

    private static let p521Key = """
        -----BEGIN PRIVATE KEY-----
        MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIAFNBB2XGroZQQPKxL
        qbqDfzCwpYBxWmJYXGuAL3f9qvwQ+WxppfSWc0ZP88JfWnf/QIcovwZv4ZNg7zwI
        So5v4rmhgYkDgYYABAFe1quiasBtzLyMOeGPclYYjbdtoYUNRRT3b2mKL1U8CbtE
        Gcg6lMrrrb57pqscAP5kj6aMbnaAHv7Pw5yh1mZaVQBUUaZrOntz7JQtLsB0D59D
        639bCdGbxqW0hijjspWQwMInGXusN/QD0YEAs5ejtkTUtgzWBMUR64FzeZNpnBvs
        dw==
        -----END PRIVATE KEY-----

        """

    private static let mixedKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/ixFS7Yo21SdXW/V
        WSPKtY+CgJA8xsq+RZAHJBxRVCOhRANCAATE1RbTO+MNKGzcHRepKOr4B+vuQEQ1
        my8wCFwCs1zMhFdZ6SwIKs3ERYKvotjWkKjbraDT2un5PAB0DlM8QsO5
        -----END PRIVATE KEY-----

        """
}
