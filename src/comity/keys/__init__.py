# SPDX-License-Identifier: Apache-2.0
"""Secrets and what they make: keysets, roots, cards, key files, certificates, the 24 words.

Import from the modules; this door is empty so that one who needs only words pays for no more.
"""
