// SPDX-License-Identifier: Apache-2.0
export const handler = async () => "mjs";
