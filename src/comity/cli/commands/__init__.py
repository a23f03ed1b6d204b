# SPDX-License-Identifier: Apache-2.0
"""One file for each group of commands; none holds a rule of the law, each calls a use case."""
