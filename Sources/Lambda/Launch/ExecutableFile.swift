// SPDX-License-Identifier: Apache-2.0

/// What the first bytes of an executable say of the machine that it is for.
///
/// - Source: System V ABI, "ELF Header": `e_ident`, and `e_machine` in bytes 18 and 19; execve(2) on scripts.
enum ExecutableFile: Hashable {
    case script
    case elf(machine: Int)
    /// For macOS.
    case machO
    /// For Windows.
    case portable
    case unknown

    init(startingWith bytes: [UInt8]) {
        if bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]), bytes.count >= 20 {
            let isBigEndian = bytes[5] == 2
            let (low, high) = isBigEndian ? (bytes[19], bytes[18]) : (bytes[18], bytes[19])
            self = .elf(machine: Int(low) | Int(high) << 8)
        } else if bytes.starts(with: Array("#!".utf8)) {
            self = .script
        } else if [[0xcf, 0xfa, 0xed, 0xfe], [0xca, 0xfe, 0xba, 0xbe]].contains(where: bytes.starts) {
            self = .machO
        } else if bytes.starts(with: Array("MZ".utf8)) {
            self = .portable
        } else {
            self = .unknown
        }
    }

    /// Why it does not run here, and what to do; `nil` when nothing speaks against it.
    var obstacle: String? {
        switch self {
        case .script: nil
        case .elf(let machine) where Self.own.machines.contains(machine): nil
        case .elf(let machine):
            "is a program for \(Self.name(machine)), and this machine is \(Self.own.name); \(Self.own.advice)"
        case .machO: "is a program for macOS; build it for Linux: \(Self.own.advice)"
        case .portable: "is a program for Windows; build it for Linux: \(Self.own.advice)"
        case .unknown: "is neither a program for Linux (ELF) nor a script that begins with #!; build it anew"
        }
    }

    /// - Source: elf.h: EM_X86_64 62, EM_386 3 (which x86-64 runs, too), EM_AARCH64 183.
    private static let own: (name: String, machines: [Int], advice: String) = {
        #if arch(x86_64)
            let targets = "GOARCH=amd64, cargo lambda build --x86-64, swift build --triple x86_64-unknown-linux-gnu"
            return ("x86-64", [62, 3], "build it for x86-64 (\(targets))")
        #elseif arch(arm64)
            let targets = "GOARCH=arm64, cargo lambda build --arm64, swift build --triple aarch64-unknown-linux-gnu"
            return ("arm64", [183], "build it for arm64 (\(targets))")
        #else
            #error("which machine this is has to be said here")
        #endif
    }()

    private static func name(_ machine: Int) -> String {
        switch machine {
        case 62: "x86-64"
        case 183: "arm64"
        case 3: "x86"
        case 40: "32-bit arm"
        default: "another machine (ELF e_machine \(machine))"
        }
    }
}
