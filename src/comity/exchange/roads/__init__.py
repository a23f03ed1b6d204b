# SPDX-License-Identifier: Apache-2.0
"""The roads a pouch takes: HTTPS, files carried by hand, and a memory road for simulations.

Every road carries the same bytes and may lose, repeat, delay or reorder them (POUCH-1).
"""
