# SPDX-License-Identifier: Apache-2.0
"""Informal soundings: off the record, answered in a word, gone when they expire."""
