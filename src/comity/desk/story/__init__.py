# SPDX-License-Identifier: Apache-2.0
"""What a demonstration tells: the story so far, with ways to its pages, and what to try next."""
