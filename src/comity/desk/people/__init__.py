# SPDX-License-Identifier: Apache-2.0
"""People, posts, roles and need-to-know: the pages of administrators, who see no content."""
