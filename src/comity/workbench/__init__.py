# SPDX-License-Identifier: Apache-2.0
"""From what a person wrote to the body that is signed: times, what is left out, what follows.

No file is read here and nothing is told: the command line and the desk's forms come with fields
and get values, or an error with its code.
"""
