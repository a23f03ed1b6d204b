# SPDX-License-Identifier: Apache-2.0
"""THE DESK: the pages on which officers work. A Django app without models; one room a folder.

It shows what `home.reading` lets through, and signs by `home.door` alone.
"""
