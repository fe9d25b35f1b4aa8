from assistant.texts import text
from assistant.web.pages import privacy_page
from assistant.writing.settings import WritingSettings


def test_the_page_on_data_says_where_questions_go_when_a_language_model_writes():
    here = privacy_page(90, WritingSettings("ollama:gemma3:4b", address="http://127.0.0.1:11434"))
    assert "ollama:gemma3:4b" in here and "http://127.0.0.1:11434" in here
    elsewhere = privacy_page(90, WritingSettings("openai:gpt", key="geheim"))
    assert "leverancier" in elsewhere and "geheim" not in elsewhere
    assert "taalmodel" not in privacy_page(90)
    assert text("privacy.title") in privacy_page(90)
