# SPDX-License-Identifier: Apache-2.0
"""The steps of the story, one a file: each acts on both nodes, then tells what each side reads."""
