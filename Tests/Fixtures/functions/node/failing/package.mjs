// SPDX-License-Identifier: Apache-2.0
import "not-there"; export const handler = 1;
