// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Where tasks run that may block, as reading files does: on a thread of their own, so that they keep nobody waiting.
final class BlockingWork: TaskExecutor {
    static let shared = BlockingWork()

    private let queue = DispatchQueue(label: "gateway.files")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
