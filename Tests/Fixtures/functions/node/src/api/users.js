// SPDX-License-Identifier: Apache-2.0
exports.name = "users";
exports.list = async () => "list of users";
