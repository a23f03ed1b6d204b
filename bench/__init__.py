# SPDX-License-Identifier: Apache-2.0
"""What is fast and what is not, each as a ratio to its floor measured in the same run."""
