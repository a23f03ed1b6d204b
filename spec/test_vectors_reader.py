# SPDX-License-Identifier: Apache-2.0
"""Each vector holds for the reader."""

from pathlib import Path

import pytest

from spec.make_signature_vectors import verify
from spec.run_vectors import RUNNERS, VECTORS, check, paths


@pytest.mark.parametrize("path", paths(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_vector_holds(path: Path) -> None:
    check(path, verify)


def test_every_folder_of_vectors_is_run() -> None:
    folders = {folder.name for folder in VECTORS.iterdir() if folder.is_dir()}
    assert folders == set(RUNNERS)
