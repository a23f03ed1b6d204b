# SPDX-License-Identifier: Apache-2.0
"""The terms of reference of a dialogue in full, and the page "understanding on use"."""
