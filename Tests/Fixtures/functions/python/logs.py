# SPDX-License-Identifier: Apache-2.0
import logging


def handler(event, context):
    print("printed ü")
    logging.info("not shown")
    logging.getLogger().setLevel(logging.INFO)
    logging.info("shown")
    logging.getLogger("mine").warning("two\nlines")
