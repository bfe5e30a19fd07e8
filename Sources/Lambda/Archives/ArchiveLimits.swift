// SPDX-License-Identifier: Apache-2.0

/// How much a zip file may hold.
package struct ArchiveLimits: Sendable {
    /// The zip file itself.
    package var archiveBytes = 262_144_000
    /// All files together.
    ///
    /// - Source: Lambda quotas, "Deployment package (.zip file archive) size": 250 MB unzipped, 262,144,000 bytes in its
    ///   error message.
    package var totalBytes = 262_144_000
    package var entries = 100_000
    /// How many times its compressed size a file may have; deflate itself ends at 1032.
    package var ratio = 1100
    /// How long the path of an entry may be.
    package var nameBytes = 1024

    package init() {}
}
