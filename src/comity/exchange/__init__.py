# SPDX-License-Identifier: Apache-2.0
"""The pouch, in which everything passes between two nodes, and its roads.

The exchange opens and seals; what the contents mean is judged in node and core. It knows no
private dossier, not even where it lies. Import from the modules.
"""
