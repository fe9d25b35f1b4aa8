"""Retrieval measures by their usual names. ir_measures is used here only."""

from collections.abc import Mapping, Sequence

import ir_measures

NAMES = ("nDCG@10", "RR@10", "Success@1", "R@5", "R@10", "R@100")


def means(
    rankings: Mapping[str, Sequence[str]], grades: Mapping[str, Mapping[str, int]], questions: Sequence[str]
) -> dict[str, float]:
    """Return the mean of each measure over all `questions`; one without a ranking or hits counts as zero.

    `rankings` holds document ids by question, best first, each once; `grades` the judgements. nDCG is that of
    Järvelin and Kekäläinen (TOIS 2002) with linear gains, as trec_eval computes it.
    """
    values = by_question(rankings, grades, questions)
    return {name: sum(each[name] for each in values.values()) / len(questions) for name in NAMES}


def by_question(
    rankings: Mapping[str, Sequence[str]], grades: Mapping[str, Mapping[str, int]], questions: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Return each measure of each question, 0 for one without a ranking or hits."""
    measures = [ir_measures.parse_measure(name) for name in NAMES]
    judged = {question: dict(grades[question]) for question in questions}
    run = {question: _scores(rankings.get(question, ())) for question in questions}
    values = {question: dict.fromkeys(NAMES, 0.0) for question in questions}
    for metric in ir_measures.iter_calc(measures, judged, run):
        values[metric.query_id][str(metric.measure)] = metric.value
    return values


def _scores(ranking: Sequence[str]) -> dict[str, float]:
    """Turn places into scores, because trec_eval ranks equal scores by document name."""
    return {document: float(len(ranking) - place) for place, document in enumerate(ranking)}
