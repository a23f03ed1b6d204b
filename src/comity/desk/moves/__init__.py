# SPDX-License-Identifier: Apache-2.0
"""Proposing, answering, withdrawing and stating: every form ends as a draft at home, never in the
record. Only the page of the draft signs (`comity.desk.dispatch`).
"""
