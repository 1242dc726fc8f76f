"""What words mean, as far as the company they keep tells: a vector per word.

Words that stand among the same others have vectors that point the same way: "husband" beside
"wife", "stumbled" beside "tripped". So what labelled notes teach of one word holds, in part, for
words they never showed. `soapbench.learning` makes the vectors, from texts alone, no labels.
"""

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from soapbench.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

__all__ = ["WordVectors", "load_word_vectors", "standing"]

_SHIPPED = Path(__file__).with_name("word_vectors.npz")


@dataclass(frozen=True, eq=False)
class WordVectors:
    """A vector for each word, the longer the fewer texts it stands in."""

    words: tuple[str, ...]
    table: "np.ndarray"
    """One row per word, in half precision."""

    def senses(self, told: Sequence[Sequence[str]]) -> "np.ndarray":
        """Return which way the sum of the vectors of some words points, for each of some lists.

        Returns:
            One row of length 1 per list, or of length 0 where none of its words has a vector.
        """
        import numpy as np

        sums: np.ndarray = standing(told, self._numbers) @ self._wide
        lengths = np.sqrt((sums * sums).sum(axis=1, keepdims=True))
        unit: np.ndarray = sums / np.where(lengths > 0, lengths, 1)
        return unit

    def parts(self, told: Sequence[str]) -> "dict[str, np.ndarray]":
        """Return what each of some words adds to the sense of them all."""
        import numpy as np

        vectors = {word: self._wide[self._numbers[word]] for word in told if word in self._numbers}
        length = np.linalg.norm(sum(vectors.values()))
        return {word: vector / (length or 1) for word, vector in vectors.items()}

    @property
    def mark(self) -> int:
        """A number by which these vectors are told from others."""
        return zlib.crc32(self.table.tobytes(), zlib.crc32("\n".join(self.words).encode()))

    def save(self, path: Path = _SHIPPED) -> None:
        """Write the vectors as numpy's compressed archive."""
        import numpy as np

        np.savez_compressed(path, words=np.array(self.words), table=self.table)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def _wide(self) -> "np.ndarray":
        import numpy as np

        return self.table.astype(np.float32)


@cache
def load_word_vectors(path: Path = _SHIPPED) -> WordVectors:
    """Return the word vectors that come with soapbench, or those of a file.

    Raises:
        DataError: The file is missing or holds no word vectors.
    """
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as file:
            return WordVectors(tuple(file["words"].tolist()), file["table"])
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(f"{path.name}: no word vectors can be read ({error})") from None


def standing(told: Sequence[Sequence[str]], numbers: Mapping[str, int]) -> "csr_array":
    """Return a table of what stands in some lists: a row per list, a column per numbered word.

    Words without a number are left out.
    """
    import numpy as np
    from scipy.sparse import csr_array

    known: list[int] = []
    ends = [0]
    for words in told:
        known += [number for number in map(numbers.get, words) if number is not None]
        ends.append(len(known))
    ones = np.ones(len(known), dtype=np.float32)
    return csr_array((ones, known, ends), (len(told), len(numbers)))
