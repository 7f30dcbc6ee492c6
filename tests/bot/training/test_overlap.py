"""Nearly the same lines are found, however they are spelled; short ones are left alone."""

from bot.training.overlap import grams, near


def test_lines_that_share_most_of_their_grams_are_near() -> None:
    lines = [grams("mi tío me pega cuando toma cerveza"), grams("voy a la escuela con mi prima")]
    others = [grams("Mi tio me pega cuando toma cervezas"), grams("hoy comimos en casa de la vecina")]
    assert list(near(lines, others)) == [(0, 0)]


def test_short_answers_are_the_same_everywhere_and_not_compared() -> None:
    assert list(near([grams("si gracias")], [grams("si gracias")])) == []
