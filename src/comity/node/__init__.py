# SPDX-License-Identifier: Apache-2.0
"""USE CASES of the record, one verb a file: found, sign, receive, send, settle, read, audit.

They join the law (core) to the ports. Whatever reaches disk, net, clock or keys is passed in.
The dossier is out of reach here.
"""
