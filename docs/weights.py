"""Learn word vectors and the weights of the shipped rubrics anew: ``make weights``, 10 minutes."""

from pathlib import Path

from soapbench import learn, learn_words, load_labelled, load_lines, load_rubric
from soapbench.rubrics import WEIGHTS

RUBRICS = Path(__file__).parents[1] / "soapbench" / "rubrics"


def main() -> None:
    """Learn from every labelled note for tuning and every labelled line."""
    notes, lines = [note for note in load_labelled() if note.use == "tune"], load_lines()
    vectors = learn_words([*(note.text for note in notes), *(line.text for line in lines)])
    vectors.save()
    for path in sorted(RUBRICS.glob("*.toml")):
        rubric = load_rubric(path, weighted=False)
        learn(rubric, notes, lines, vectors).save(path.with_suffix(WEIGHTS))


if __name__ == "__main__":
    main()
