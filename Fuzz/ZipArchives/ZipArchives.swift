// SPDX-License-Identifier: Apache-2.0

import FuzzSupport
import GatewayLambda

/// Hands one input to the target: a zip file with a function's code.
///
/// - Parameters:
///   - start: The input.
///   - count: How long it is.
/// - Returns: 0, whatever it was.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var limits = ArchiveLimits()
    limits.totalBytes = 1 << 20
    limits.entries = 64
    do throws(ZipReader.Fault) {
        let reader = try ZipReader(input(start, count), limits: limits)
        checkPaths(of: reader.entries, limits)
        for entry in reader.entries {
            let content = try reader.content(of: entry)
            require(content.count == entry.bytes, "an entry is as long as the archive says")
        }
    } catch {
        require(isOneLine(error.reason), "a reason stays on its line: \(error.reason.debugDescription)")
    }
    return 0
}

/// No path leaves the folder, none occurs twice, and none is inside of what is no folder.
private func checkPaths(of entries: [ZipEntry], _ limits: ArchiveLimits) {
    require(entries.count <= limits.entries, "there are no more entries than may be")
    require(entries.reduce(0) { $0 + $1.bytes } <= limits.totalBytes, "all of them are no longer than they may be")
    require(Set(entries.map(\.path)).count == entries.count, "no path occurs twice")
    let solid = Set(entries.filter { $0.kind != .folder }.map(\.path))
    for entry in entries {
        let names = entry.path.split(separator: "/", omittingEmptySubsequences: false)
        require(
            !names.contains { ["", ".", ".."].contains($0) },
            "a path is made of names: \(entry.path.debugDescription)"
        )
        require(!entry.path.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "\\") }, "a name is one for everybody")
        for end in names.indices.dropFirst() {
            require(!solid.contains(names[..<end].joined(separator: "/")), "only folders have something in them")
        }
    }
}
