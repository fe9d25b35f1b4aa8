from corpus.stemming import WordStemmer


def test_endings_go_and_words_never_become_empty() -> None:
    assert WordStemmer("english").of("authorised") == WordStemmer("english").of("authorises")
    assert WordStemmer("french").of("décidées") == WordStemmer("french").of("décide")
    assert WordStemmer("dutch_porter").of("s") == "s"
