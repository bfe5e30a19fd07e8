// SPDX-License-Identifier: Apache-2.0

/// A file, a folder or a link in a zip file.
///
/// - Source: PKWARE, APPNOTE.TXT 6.3.10, §4.3.12 and §4.4.
package struct ZipEntry: Sendable, Hashable {
    /// The path inside the folder that it is unpacked into, made of names alone: no `..`, no empty name, nothing absolute.
    package let path: String
    package let kind: Kind
    let method: Method
    let crc: UInt32
    package let compressedBytes: Int
    package let bytes: Int
    /// Where its local header begins.
    let offset: Int

    package enum Kind: Sendable, Hashable {
        case file(isExecutable: Bool)
        case folder
        /// Its content is where it leads to.
        case link
    }

    enum Method: UInt16 {
        case stored = 0
        case deflated = 8
    }
}

/// The path of an entry, looked at before anything is done with it.
///
/// It is looked at as the kernel does, byte by byte: for a `String` a slash with an accent behind it is another letter.
enum EntryPath {
    private static let slash = UInt8(ascii: "/")
    private static let this = ".".utf8
    private static let above = "..".utf8

    /// The folder that an entry is in; `nil` for one at the top.
    static func parent(of path: Substring) -> Substring? {
        path.utf8.lastIndex(of: slash).map { path[..<$0] }
    }

    /// What is wrong with a name.
    struct Fault: Error {
        let reason: String
    }

    /// Checks the name of an entry as it stands in the archive.
    ///
    /// - Parameters:
    ///   - name: The bytes; UTF-8 is taken whether the archive says so or not, as most programs write it.
    ///   - limit: How long it may be.
    /// - Throws: ``Fault``, for whatever could leave the folder or be read as another path elsewhere.
    /// - Returns: The path, and whether the name is that of a folder.
    static func check(_ name: ArraySlice<UInt8>, limit: Int) throws(Fault) -> (path: String, isFolder: Bool) {
        guard !name.isEmpty else { throw Fault(reason: "has no name") }
        guard name.count <= limit else { throw Fault(reason: "has a name longer than \(limit) bytes") }
        guard String(validating: name, as: UTF8.self) != nil else {
            throw Fault(reason: "has a name that is not UTF-8")
        }
        guard !name.contains(0) else { throw Fault(reason: "has a name with a zero byte") }
        // APPNOTE §4.4.17.1 wants forward slashes; a name that means one path here and another on Windows is a trick.
        guard !name.contains(UInt8(ascii: "\\")) else { throw Fault(reason: "has a name with a backslash") }
        guard name.first != slash else { throw Fault(reason: "has an absolute path") }
        let isFolder = name.last == slash
        // Some programs write ./ before each name.
        let parts = name.split(separator: slash, omittingEmptySubsequences: false).dropLast(isFolder ? 1 : 0)
        let names = parts.drop { $0.elementsEqual(this) }
        guard !names.contains(where: { $0.elementsEqual(above) }) else {
            throw Fault(reason: "leaves the folder with \"..\"")
        }
        guard !names.contains(where: { $0.isEmpty || $0.elementsEqual(this) }) else {
            throw Fault(reason: "has a path with an empty name")
        }
        guard names.allSatisfy({ $0.count <= 255 }) else {
            throw Fault(reason: "has a name longer than 255 bytes")
        }
        guard !names.isEmpty || isFolder else { throw Fault(reason: "has no name") }
        return (String(decoding: Array(names.joined(separator: [slash])), as: UTF8.self), isFolder)
    }

    /// Whether a link of the archive stays inside of it, whatever other links it leads through.
    ///
    /// It may climb at its beginning only: from there up, folders are folders, because no entry is inside of a link. A `..`
    /// behind a name could climb from where another link leads.
    ///
    /// - Parameters:
    ///   - target: What the link says.
    ///   - path: Where the link is.
    /// - Returns: Whether that is certain.
    static func staysInside(_ target: String, from path: String) -> Bool {
        guard !target.isEmpty, target.utf8.first != slash, !target.utf8.contains(0) else { return false }
        let names = target.utf8.split(separator: slash).filter { !$0.elementsEqual(this) }
        let climbs = names.prefix { $0.elementsEqual(above) }.count
        let depth = path.utf8.split(separator: slash).count - 1
        return climbs <= depth && !names.dropFirst(climbs).contains { $0.elementsEqual(above) }
    }
}
