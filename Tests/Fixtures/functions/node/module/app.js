// SPDX-License-Identifier: Apache-2.0
const greeting = await Promise.resolve("module");
export const handler = async () => greeting;
export default async () => "default";
