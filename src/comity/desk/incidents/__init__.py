# SPDX-License-Identifier: Apache-2.0
"""Incidents: what presses stands first and largest; a drill looks different on every surface."""
