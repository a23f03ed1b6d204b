# SPDX-License-Identifier: Apache-2.0
"""Calendar: meetings, windows and holidays over all dialogues; busy times of our own people; dates
that suit them; invitations and the feed.
"""
