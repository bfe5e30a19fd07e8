// SPDX-License-Identifier: Apache-2.0

/// Another judge of where a browser may be sent, who knows nothing of how the issuer judges.
enum LocalURL {
    /// A path of the issuer's own, an address that is listed, with parameters behind it, or one of this machine.
    static func mayBeSentTo(_ location: String) -> Bool {
        for path in ["/u/login?state=", "/u/signup?state="] where location.hasPrefix(path) {
            return location.utf8.dropFirst(path.utf8.count).allSatisfy(Answer.isUnreserved)
        }
        for listed in FuzzTenant.callbacks + FuzzTenant.logoutURLs where location.hasPrefix(listed) {
            let rest = location.dropFirst(listed.count)
            let separator: Character = listed.contains("?") ? "&" : "?"
            if rest.isEmpty || rest.first == separator || rest.first == "#" { return true }
        }
        return isOnThisMachine(location)
    }

    static func isOrigin(_ text: String) -> Bool {
        isOnThisMachine(text) && text.split(separator: "/", omittingEmptySubsequences: false).count == 3
    }

    /// By a regular expression: the fewest words in which one can say it.
    private static func isOnThisMachine(_ text: String) -> Bool {
        let pattern = /https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?([\/?#][!-\[\]-~]*)?/
        return text.wholeMatch(of: pattern) != nil
    }
}
