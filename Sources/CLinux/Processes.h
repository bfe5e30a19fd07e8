// SPDX-License-Identifier: Apache-2.0
// What the C of this room shares.
#pragma once

/// Gives a child the descriptor limit as this process found it. Only system calls. -1 and errno on failure.
int clinux_restore_descriptor_limit(void);
