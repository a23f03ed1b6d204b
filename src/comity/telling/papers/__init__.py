# SPDX-License-Identifier: Apache-2.0
"""Papers in words: the meeting file, texts and fact sheets, as content that a writer puts into a
file. Nothing here draws or packs; what is internal is handed in and stands marked as such.
"""
