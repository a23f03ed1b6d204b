# SPDX-License-Identifier: Apache-2.0
"""Measures of third parties: what they are, who says what about them, what was answered."""
