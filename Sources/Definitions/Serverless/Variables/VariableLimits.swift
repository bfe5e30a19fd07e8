// SPDX-License-Identifier: Apache-2.0

/// How much the variables of a file may ask for.
///
/// They can repeat one another's values, so a small file can be a large tree.
struct VariableLimits {
    /// Of the whole tree, and of each file.
    var tree = YAMLLimits.standard
    /// How many files may be read.
    var files = 200
    /// How many bytes they may have together.
    var bytes = 16 << 20
    /// How many bytes texts may have that variables are put into, together.
    var text = 8 << 20
    /// How many values may be looked at, those that are read but not used included.
    var values = 1_000_000
    /// How far a variable may lead to a variable, and that to a variable.
    var depth = 40
}
