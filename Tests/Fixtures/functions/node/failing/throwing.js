// SPDX-License-Identifier: Apache-2.0
throw new RangeError("at the start");
