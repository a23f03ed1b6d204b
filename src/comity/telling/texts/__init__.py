# SPDX-License-Identifier: Apache-2.0
"""A text in words: its languages, its numbers, its paragraphs with their brackets."""
