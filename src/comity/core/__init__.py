# SPDX-License-Identifier: Apache-2.0
"""THE LAW. Pure: values in, values out; no clock, chance, disk, net or log.

Owns the encoding, entries, acts, keys on record, the judging of entries and acts, and the fold
of a channel. It treats bodies as opaque, and must never import a room above it.
"""
