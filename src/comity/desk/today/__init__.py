# SPDX-License-Identifier: Apache-2.0
"""Today: what is agreed, what is undecided, whose move it is and by when; and what is new."""
