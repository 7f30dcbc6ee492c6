"""Child and sponsor, asked apart, say different things: a reason to look, never to ask either about it.

Whom to believe is for a person to find out, who calls the child first and quotes neither to the other
(6.1: contacts with each of them; 6.8.6: first suspicion).
"""

from collections.abc import Mapping

from flows.vocabulary import Answer, Question

COMPARED = (Question.RESIDENCE, Question.SCHOOL_ENROLLED, Question.SCHOOL_ATTENDING)
"""Where the child lives and whether it goes to school are plain facts that both must know."""

CLEAR = frozenset({Answer.YES, Answer.NO})

Answers = Mapping[Question, Answer]


def contradictions(child: Answers, sponsor: Answers) -> tuple[Question, ...]:
    """The questions of one check-in that both answered with a clear yes or no, and differently.

    Give the last recorded answer to each question, without those that were unclear.
    """
    return tuple(question for question in COMPARED if {child.get(question), sponsor.get(question)} == CLEAR)
