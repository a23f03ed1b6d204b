# SPDX-License-Identifier: Apache-2.0
"""A meeting: its date as it is negotiated, its agenda, who comes, what is said of it afterwards."""
