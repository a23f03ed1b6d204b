# SPDX-License-Identifier: Apache-2.0
"""A negotiated text: its paragraphs in parallel languages, what is in brackets, its adoption."""
