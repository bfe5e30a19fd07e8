// SPDX-License-Identifier: Apache-2.0

import GatewayJOSE
import GatewayJSON
import Testing

/// Signatures over `eyJhbGciOiJQUzI1NiJ9.e30` that the command `openssl dgst -sign` made, so that digest, mask and salt
/// are held against somebody else's idea of them.
@Suite struct ForeignSignatureTests {
    private static let message = bytes("eyJhbGciOiJQUzI1NiJ9.e30")[...]

    @Test(arguments: [
        (SignatureAlgorithm.rs384, Foreign.rs384), (.rs512, Foreign.rs512), (.ps256, Foreign.ps256),
    ])
    func `an RSA signature made elsewhere is verified, by its own algorithm only`(
        algorithm: SignatureAlgorithm,
        text: String
    ) throws {
        let key = try PublicKey(.rsa(modulus: Base64URL.decode(Foreign.modulus), exponent: [1, 0, 1]))
        let signature = try Base64URL.decode(text)
        for other in SignatureAlgorithm.allCases {
            #expect(key.verify(signature, of: Self.message, algorithm: other) == (other == algorithm))
        }
    }

    @Test func `an EC signature made elsewhere is verified`() throws {
        let key = try PublicKey(.ec(.p384, x: Base64URL.decode(Foreign.x), y: Base64URL.decode(Foreign.y)))
        let signature = try Base64URL.decode(Foreign.es384)
        #expect(key.verify(signature, of: Self.message, algorithm: .es384))
        #expect(!key.verify(signature, of: Self.message.dropLast(), algorithm: .es384))
    }

    @Test(arguments: [Foreign.saltOf20Bytes, Foreign.noSalt, Foreign.maskOfSHA1, Foreign.ps384, Foreign.rs1])
    func `a signature with another salt, mask or digest is refused`(text: String) throws {
        let key = try PublicKey(.rsa(modulus: Base64URL.decode(Foreign.modulus), exponent: [1, 0, 1]))
        let signature = try Base64URL.decode(text)
        for algorithm in SignatureAlgorithm.allCases {
            #expect(!key.verify(signature, of: Self.message, algorithm: algorithm))
        }
    }
}

private enum Foreign {
    static let modulus = """
        rNtqP10BInj8IhHpnYSo86_VxnRJ3r7WZARN2jnNvc7j5054o4xjrYad_tL64run-PsYpNtz4D-\
        a46V1cETPzj8BTPbRbdmKQ76InsGovr5B10g5IfnYSn7lL5FAWeaONjEBe90dxDRPj0JbrglXTaiqEI1y3S7VNiKn8cSwLC2v0PTYMp_XDdTOpx\
        Yqw6ELUcy_eTmSl4yNLDWsqLa_cYuFzH2s9l7TdjBpPqjHsZPmztQwlsq4eLnevZUZm3-\
        O3soIn4nA7I9q0PH9KXC8kKBR8xTK3UbShIXCpUiyrAmzmeU8uUMAZbIq4XopuMK4PPOFy_5S3lLvCfz1g6s19Q
        """

    static let rs384 = """
        Kgctjk2S_znY4R3EIcOj1leP6IlCXBOaCzh2UJD2qUkB2ImRpQoFjhloUn7UXroYh_99W0DT7PJp2nKC3jdtTiCc-\
        FgZjQC8JD6kOjvl3IPciO1_iaPZQMV-v2AO869Vm-\
        QroJKgKMdIqd9rQnLFAm6_el1GKFyvp3bPwKRzMZwoxvw3LIbm6381yXBCYz_XPDsrZoCVTACZPVm1QAhuR4_oU7mTst-\
        sDN_OmYGs5ImWxLgVL9HIG-RulRIDxFOTtr3o-qMSNk1OTAjqB7x-sTYex__h2KlemO4rOkRTmt834Xr-UOxGoQNR6dfPBHJMfAIQyd-\
        gIZ0lvVFuzIQHvQ
        """

    static let rs512 = """
        iV4jhzIWQ98rHxxT4CKU8thtb_KgjehlFkh_BNGr7fXqDEUNk7J_dsNBmRU_v2ZPsrcDh1T8OPU2dSL1lS9FwdyqS2TqzBBLX_v4-\
        OEeNk5WoXj5iSvAtpT-j2ShOwhQruvECKktbfS67-zlJ0u-\
        DF9d2n3SfOcOPozUTzAODM0o8L0Ja7e8IRcHAeAkHurbEARKX8BBdC_dlySDomGC-oYXWGPwBKeEWZprxSa2VaTuHZLRfzST7i_1PJ56AyvTVok\
        tGJNDd3lKV_C9DfA0u73fX9kRLSI6-jb_2zI5EHKWaYhqCUWRoQIkVb92y1iezpNpJTvDdSDaice6zCR2sQ
        """

    static let ps256 = """
        V-e2JzCMMvwBd6bZZwxVhAGqVk_Uz3ZKkPH-4sKih31_kY2uct4-L4SPSfgDoZAhDlE7-6IX08gIA6Uc7q7VLIwSC8TvMrEnDqfbhvrVrbFnpU-\
        P4S0IYuqGF0qnP5Up50No2KEpLlCcpvQD51r_dSmvmOqnem0pSricXaUm23sV9-KcooUlNU4Tst-ZL-\
        8xe32T8mRFrHgBsH81WwHuhi1X3E8xUVIqoN0OqbjyJSNnnDdL6gn1UltLC0qklYENAcst0fe0SDSfUwNUtcRQzx4iJiZScDIyfFEUPYSXinTUp\
        mzxO1X49fewHm68CDJKca5I6u34pnXeGxnvbF6c0Q
        """

    static let saltOf20Bytes = """
        ZNA5V2sdgc0B1mMVxsDw82etkCnA86JawJoW5HrFbV5rbxAjKl97YKGYPF9qKzINJly9jVmGJ5sK6FkFCpmWefxD1JfMZRWggnPUCsVNv3eoo2B\
        cTK5CM4ToAa_hIAQ1bfKwhCyy9c8_6I6ijWNdWGU4-\
        vqpOWTtnkBGiDZFPvxOXiYKXrWrha7XsxprwtZwBWOyeqyLgVn6wgcIKGujzdBuB913D00Qh_3k9hx2sefXa9qyR4sMlyBoX_-\
        trQSKXuNNDlKbUtBOe2zW0nBoE6QRnt7G1nZ1TF1HMS-dP7nrIpClSOktGGp3a50yMU0PrNFuDzwbaacLzAY37u5FRQ
        """

    static let noSalt = """
        HUSBXnHeH_i6NBUU0EMF7f0mY1jr-Gd0_EXykUVv48qy5thZuhPUJ2l9k0R0VcJpQBJ-\
        faUDRLihE6UZzPIBfM63DfVsWzJ8ZidsioIrddKqC8LBHQDaB_9sB-9e8e9veiJk7Dm3Y_MS-\
        dDj3DoIANCPDRS2RnGKkgCqflRLysqxK-u6cPGNewtd0HrXuAlU1tvRiFpnpq-\
        PSWuWyq4-EyXZuTCxGfbf_4GAzsw9IjbmZGopvgQMDYTvAXHrr8An_HRbNi6Pb6SsuMf8qpAR6EfFeS-\
        hJ59QhE3X7QW3pjH2kjGDwCxo3GnPUfmPiW7VrAAU0PMScLPNp9aRLlmg9g
        """

    static let maskOfSHA1 = """
        EkNKZQeOGoKJ-0VOcFdry-IJweHbE9qkdQV4ffeK99JA0axtyXrL7yErFVlD9khGss6UPQRqIeN6-\
        LwZrPkLTTucem9AW_ZI__efhhuPetGEy0ZIWGODUP4I4mJh9ogZuA22ff_1SFGBIoQlCsmSjUOrGN_-X_9Za1AsQ14IEPFa9g_t3xcjcOssdzj2\
        ZxeXCidtdwgyyUSQ3B_bpVtNwgy3czRPE6A0EVZuMvueAlvHTJRb45zkoMs3kWPuXFwIZsJi7tB_weeNj2qiFGGes03peZ9PH96DS63NO3eYkwV\
        _AQblLpicX972NxMH_XkZR4XW1c47KREavJ_a9Jrw6g
        """

    static let ps384 = """
        n9yvHrq52alchVGsZ91m2LVGrkIbTu8CauTLy0CS53yQhLi6k6JPfi6KFdH_eTeeLY42sArMAJRs4vj29WkWo9j6RlNWrwg6XjB1_g4KRLQsqg2\
        K41wihMvi82bgHi9C-4WWq7sE97UY2VoRzxkXZ5ybDOecD94iNFvscm-\
        O1mQsEkwFcUOGmEqcyWIzAzedsQB1DCcdlYXxXA4PCJCi0ziazK9Y1cP9rPH3K-cUjhp92sLXzk2JQ_HUBf9RnX_pHKnJu-\
        8ASNOGRdO8XIGO7pd9OHRS8_fnMJfef4-8yeZIVWP09BlDOgLAJrL0x6UxalzEqK06pdJpa3iYL-PoKQ
        """

    static let rs1 = """
        P4b-3cAq6b4WPpphHfDnbdm8I1dl4XpT3nBskfQmeJGnTCJyMKlXnpQuJ41nLvxvfV-\
        H6wyDfE3c7B7EeQYzVTbdg7SrWsZNubMxLnVPW4EBOKHwWKZLn-4-TbmlyVbbPLBBV49ddRy9g2Vm4Civll78Hum6NoYRh2w-Rt9hKAfead2-\
        hNeh21_qq0gfpg74vj-wdddhR2MNKU_Lm2zxSYWrq5bwSNQK7b1vIlErkGIgIpKF8i_VqmIw1io8E6E0JF6sAOdMqjqLJM3rTrmDqBVkSWeNR0n\
        H7HwMl3VEudBWEuVxx6YBx36iAx_hZY4K11vKbmro1HjA61dJeQDu3g
        """

    static let x = """
        A_Ey4PAuCKIC0J7KxDYo3xIrl47fDhjTTUFaYvnGzPE85f2yj_bXiYR4DM9lyrQc
        """

    static let y = """
        MSx1ObuijEUbzQ9Kk8bgzsKvEoyMEiD09IgZI_gO_vnI9vDZTwTJ6_H8Xo8IPEAp
        """

    static let es384 = """
        ZC1bMaulM3TGGhU-Q9kmDEpzib4NcZ67XHcZUqTWZssjQtkN0AodNI7g0Myfm3nwrBn6oLY0LdHYYPJIF5XKHH4H3LcEyta6DuRL-\
        0ZaiSfAvxPyTlLTV9TE4qVeGP4P
        """
}
