// SPDX-License-Identifier: Apache-2.0

/// Labelled texts under one another, with lines that say what belongs to what.
struct Tree {
    let label: String
    /// One line each; the label stands before the first.
    let lines: [String]
    let children: [Tree]

    init(_ label: String, _ lines: [String], _ children: [Tree] = []) {
        self.label = label
        self.lines = lines
        self.children = children
    }

    init(_ label: String, _ line: String, _ children: [Tree] = []) {
        self.init(label, [line], children)
    }

    /// The branches of a root, drawn.
    ///
    /// - Parameters:
    ///   - branches: What hangs on the root.
    ///   - style: How labels and lines are coloured.
    ///   - prefix: What stands before each line, from the branches further up.
    /// - Returns: The lines.
    static func draw(_ branches: [Tree], _ style: Style, prefix: String = "") -> [String] {
        let width = (branches.map(\.label.count).max() ?? 0) + 2
        var drawn: [String] = []
        for (index, branch) in branches.enumerated() {
            let isLast = index == branches.count - 1
            let padding = String(repeating: " ", count: width - branch.label.count)
            let below = prefix + (isLast ? "   " : "│  ")
            let hanging =
                branch.children.isEmpty
                ? String(repeating: " ", count: width) : "│" + String(repeating: " ", count: width - 1)
            for (number, line) in (branch.lines.isEmpty ? [""] : branch.lines).enumerated() {
                drawn.append(
                    number == 0
                        ? style(.dim, prefix + (isLast ? "└─ " : "├─ ")) + style(.cyan, branch.label) + padding + line
                        : style(.dim, below + hanging) + line
                )
            }
            drawn += draw(branch.children, style, prefix: below)
        }
        return drawn.map { line in
            // What is invisible at the end of a line only disturbs who copies it.
            String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
