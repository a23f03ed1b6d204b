# SPDX-License-Identifier: Apache-2.0
"""The record of a dialogue: every act in words, what followed from it, and its proof."""
