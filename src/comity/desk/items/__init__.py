# SPDX-License-Identifier: Apache-2.0
"""Any item of a dialogue: how it stands, what can be done, and how it came to stand so."""
