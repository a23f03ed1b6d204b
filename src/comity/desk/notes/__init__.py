# SPDX-License-Identifier: Apache-2.0
"""Internal notes on items: beside every item, on their own ground."""
