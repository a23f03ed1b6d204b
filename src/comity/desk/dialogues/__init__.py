# SPDX-License-Identifier: Apache-2.0
"""The dialogues that a reader may see, and one of them as a whole."""
