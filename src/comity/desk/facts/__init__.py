# SPDX-License-Identifier: Apache-2.0
"""Facts: statements with their sources, figures with their charts, computed again here."""
