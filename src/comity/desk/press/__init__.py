# SPDX-License-Identifier: Apache-2.0
"""Press: what may be said in public now, by whom, from when; and public text taken out."""
