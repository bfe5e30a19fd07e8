// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What commands are told that run functions.
struct FunctionOptions: ParsableArguments {
    @Option(
        name: .customLong("pass-env"),
        help: ArgumentHelp(
            "A variable of this environment that functions get, too; * is all of it.",
            discussion: "They get PATH, HOME, LANG, TZ and AWS_* anyway. May be repeated.",
            valueName: "name"
        )
    )
    var passEnv: [String] = []
}
