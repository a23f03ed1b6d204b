# SPDX-License-Identifier: Apache-2.0
"""Where a server starts the desk: the Django project. Named by string alone."""
