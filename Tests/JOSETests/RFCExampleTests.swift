// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

/// The examples that the standards print.
@Suite struct RFCExampleTests {
    private static let payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

    // RFC 7515, appendix A.2.
    private static let rsaKey = """
        {"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPM\
        EzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsL\
        A9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8\
        q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}
        """
    private static let rsaSignature = """
        cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7\
        t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi1\
        2jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGl\
        UPQGe77Rw
        """

    // RFC 7515, appendix A.3.
    private static let ecKey = """
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCy\
        StikYjKIWI5a0"}
        """
    private static let ecSignature =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"

    @Test func `RFC 7515 A2, a text signed with RS256, is verified`() throws {
        let jws = try JWS(parsing: bytes("eyJhbGciOiJSUzI1NiJ9.\(Self.payload).\(Self.rsaSignature)")[...])
        #expect(jws.algorithm == .rs256)
        #expect(jws.payload.starts(with: bytes("{\"iss\":\"joe\",\r\n \"exp\":1300819380,")))
        try jws.verifySignature(by: JWK(parsed(Self.rsaKey)))
    }

    @Test func `RFC 7515 A3, a text signed with ES256, is verified`() throws {
        let jws = try JWS(parsing: bytes("eyJhbGciOiJFUzI1NiJ9.\(Self.payload).\(Self.ecSignature)")[...])
        #expect(jws.algorithm == .es256)
        try jws.verifySignature(by: JWK(parsed(Self.ecKey)))
    }

    @Test func `RFC 7515 A1, a text signed with HS256, is refused before any key is looked for`() {
        let text =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(Self.payload).dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        #expect(throws: TokenError.algorithmNotAccepted("HS256")) { try JWS(parsing: bytes(text)[...]) }
    }

    @Test func `RFC 7515 A5, an unsecured text, is refused`() {
        #expect(throws: TokenError.algorithmNotAccepted("none")) {
            try JWS(parsing: bytes("eyJhbGciOiJub25lIn0.\(Self.payload).")[...])
        }
    }

    @Test func `RFC 7519 A1, an encrypted token, is refused as encrypted`() {
        let text =
            "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.QR1Owv2ug2WyPBnb.AxY8DCtDaGlsbGljb3RoZQ.MKOle7UQ.fiK5"
        #expect(throws: TokenError.encrypted) { try JWS(parsing: bytes(text)[...]) }
    }

    // RFC 7517, appendix A.1; the modulus is RFC 7638's too.
    private static let modulus = """
        0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3okn\
        jhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6q\
        MQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awap\
        JzKnqDKgw
        """

    @Test func `RFC 7517 A1: the key for signatures is taken, the one for encryption is not`() throws {
        let set = try JWKSet(
            parsing: bytes(
                """
                {"keys":[
                  {"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
                   "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"},
                  {"kty":"RSA","n":"\(Self.modulus)","e":"AQAB","alg":"RS256","kid":"2011-04-29"}
                ]}
                """
            )
        )
        #expect(set.keys.map(\.kid) == ["2011-04-29"])
        #expect(set["2011-04-29"]?.algorithm == .rs256)
        #expect(set.rejected == [JWKSet.Rejected(index: 0, kid: "1", reason: .notForSignatures(use: "enc"))])
    }

    @Test func `RFC 7638 3-1: the thumbprint of the example`() throws {
        let key = try JWK(parsed(#"{"kty":"RSA","n":"\#(Self.modulus)","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#))
        #expect(key.publicKey.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }

    // The key of RFC 7517 A.1; the value was found by two libraries independently.
    @Test func `the thumbprint of a key on P-256`() throws {
        let key = try JWK(
            parsed(
                """
                {"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
                 "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}
                """
            )
        )
        #expect(key.publicKey.thumbprint == "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s")
    }
}
