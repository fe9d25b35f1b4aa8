from evals.review.subjects import grouped


def test_questions_that_share_a_word_are_one_subject_named_as_people_spell_it() -> None:
    found = grouped({
        "1": "Welke subsidie krijgen we voor fusies?", "2": "hoeveel subsidies zijn er bij een fusie",
        "3": "Waar staat het zwembad?",
    })  # fmt: skip
    assert [subject.questions for subject in found] == [("1", "2"), ("3",)]
    assert "subsidie" in found[0].name and "fusie" in found[0].name
    assert found[1].name == "Waar staat het zwembad?"


def test_a_word_that_nearly_every_question_holds_makes_no_subject() -> None:
    things = ("zwembad", "zwembad", "politie", "politie", "afval", "wegen", "school", "sporthal", "museum")
    found = grouped({str(n): f"De regio en {thing} nummer{n}" for n, thing in enumerate(things)})
    assert [len(subject.questions) for subject in found] == [2, 2, 1, 1, 1, 1, 1]


def test_each_question_belongs_to_one_subject() -> None:
    questions = {str(n): words for n, words in enumerate(["kat hond", "hond vis", "vis kat", "", "??"])}
    members = [key for subject in grouped(questions) for key in subject.questions]
    assert sorted(members) == sorted(questions)


def test_a_word_that_one_person_said_often_names_no_subject() -> None:
    """The name of a neighbour, say, in four of seven questions about one thing."""
    asked = {str(n): f"Wat kost zwembad {n}?" for n in range(3)}
    asked |= {str(n): f"Wat kost zwembad {n} mevrouw Zonderling?" for n in range(3, 7)}
    people = {key: key if int(key) < 3 else "een" for key in asked}
    assert "zonderling" in grouped(asked)[0].name
    (subject,) = grouped(asked, people, 3)
    assert set(subject.name.split(", ")) == {"zwembad", "kost"}
