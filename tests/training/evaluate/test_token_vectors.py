"""BERTScore on a small encoder: what it says of known texts, and against the definition."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelDamaged
from training.evaluate.token_vectors import TokenVectors, bert_score

pytestmark = pytest.mark.needs_torch

TEXTS = ["재고 오차를 줄인 점이 좋습니다.", "무엇을 했는지 동사로 쓰세요.", "지원한 이유가 없습니다."]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of random weights that reads at most 14 tokens at once."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("encoder")
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    control = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    tokenizer.train_from_iterator(TEXTS, trainers.WordPieceTrainer(special_tokens=control, show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", None, [("[CLS]", 2), ("[SEP]", 3)])
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(folder)
    torch.manual_seed(3)
    sizes = {"hidden_size": 32, "num_hidden_layers": 4, "num_attention_heads": 4, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=tokenizer.get_vocab_size(), max_position_embeddings=16, **sizes)).save_pretrained(
        folder
    )
    return folder


def test_the_same_text_is_1_and_another_one_less(encoder: Path) -> None:
    read = TokenVectors(encoder)

    same, other = (bert_score(read(TEXTS[0]), read(text)) for text in TEXTS[:2])

    assert same == pytest.approx(1, abs=1e-6)
    assert other < 0.99
    assert bert_score(read(TEXTS[1]), read(TEXTS[0])) == pytest.approx(other)
    assert bert_score(read(""), read(TEXTS[0])) == 0


def test_it_is_the_mean_of_the_most_like_tokens(encoder: Path) -> None:
    read = TokenVectors(encoder)
    one, other = read(TEXTS[1]), read(TEXTS[2])

    best = [max(float(row @ column) for column in other) for row in one]
    back = [max(float(row @ column) for column in one) for row in other]
    precision, recall = np.mean(best), np.mean(back)

    assert bert_score(one, other) == pytest.approx(2 * precision * recall / (precision + recall), abs=1e-6)


def test_vectors_are_of_the_third_layer_of_four_without_control_tokens(encoder: Path) -> None:
    import torch
    from transformers import AutoModel, AutoTokenizer

    found = TokenVectors(encoder)(TEXTS[1])

    ids = AutoTokenizer.from_pretrained(encoder)(TEXTS[1])["input_ids"]
    with torch.no_grad():
        layers = AutoModel.from_pretrained(encoder)(torch.tensor([ids]), output_hidden_states=True).hidden_states
    expected = layers[3][0, 1:-1].numpy()
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert found == pytest.approx(expected, abs=1e-5)


def test_a_text_longer_than_the_encoder_reads_is_read_in_parts(encoder: Path) -> None:
    read = TokenVectors(encoder)
    long = " ".join(TEXTS * 5)

    assert len(read(long)) == sum(len(read(text)) for text in TEXTS) * 5
    assert bert_score(read(long), read(long)) == pytest.approx(1, abs=1e-6)


def test_a_folder_that_is_no_encoder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged):
        TokenVectors(tmp_path)
