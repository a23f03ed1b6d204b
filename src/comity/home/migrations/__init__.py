# SPDX-License-Identifier: Apache-2.0
"""How the dossier's database grows, step by step."""
