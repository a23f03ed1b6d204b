# SPDX-License-Identifier: Apache-2.0
"""The question of open pages: has anything changed that this reader may know of?"""
