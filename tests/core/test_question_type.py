import tomllib
from unicodedata import normalize

import pytest

from core.paths import resources_dir
from core.question_type import QUESTION_TYPE_LABELS, QuestionType, question_type

# Written in the style of real forms, without looking at the rules.
QUESTIONS = {
    QuestionType.COMPETENCE: """
지원 직무에 필요한 역량과 본인이 이를 갖추기 위해 한 노력을 기술하시오.
해당 직무를 수행하기 위해 준비한 사항을 서술해 주십시오. (700자 이내)
본인의 전공이 지원 분야에 어떻게 쓰일 수 있는지 설명해 주세요.
직무와 관련된 프로젝트 경험을 작성하여 주십시오.
지원 분야에서 본인만의 차별화된 경쟁력은 무엇입니까?
보유하고 있는 자격증과 기술을 직무와 연관 지어 설명해 주세요.
학업 이외에 관심과 열의를 가지고 한 경험 중 직무에 도움이 되는 것을 적어 주세요.
지원 직무 관련 인턴 또는 아르바이트 경험을 구체적으로 써 주세요.
본인이 이 직무에 적합하다고 생각하는 근거를 제시하시오.
가장 자신 있는 프로그래밍 언어와 그것으로 만든 결과물을 소개해 주세요.
경력사항을 상세히 기술하여 주시기 바랍니다.
직무 관련 전문지식을 쌓기 위해 수강한 과목과 그 내용을 적으시오.
회사에 기여할 수 있는 본인의 강점을 경험을 바탕으로 서술하시오.
본인의 역량을 입사 후 어떻게 활용할 수 있는지 작성해 주십시오.
외국어 활용 능력과 이를 업무에 활용한 경험을 적어 주세요.
졸업 작품이나 연구 주제를 설명하고 본인이 맡은 부분을 기술하시오.
데이터 분석 역량을 보여 줄 수 있는 사례를 작성해 주세요.
지원하신 분야에 대한 이해와 준비 과정을 알려 주세요.
""",
    QuestionType.MOTIVATION: """
지원동기 및 입사 후 포부를 작성해 주세요.
당사에 지원하신 이유를 구체적으로 기술해 주십시오.
우리 회사에 관심을 갖게 된 계기와 입사 후 하고 싶은 일을 적어 주세요.
많은 기업 중 우리 회사를 선택한 이유는 무엇인가요?
입사 후 10년 동안의 회사생활 시나리오와 그것을 추구하는 이유를 기술하시오.
해당 직무를 희망하는 이유와 앞으로의 계획을 말씀해 주세요.
왜 우리 회사여야 하는지, 왜 이 직무여야 하는지 설명해 주세요.
지원 동기와 함께 본인의 커리어 목표를 서술하시오.
본인이 회사를 선택하는 기준과 당사가 그 기준에 부합하는 이유를 적어 주십시오.
입사하여 이루고 싶은 꿈이 있다면 자유롭게 적어 주세요.
5년 후 본인의 모습을 그려 보고 이를 이루기 위한 계획을 작성하십시오.
당행에 지원한 이유와 입행 후 목표를 기술하여 주십시오.
공무직에 지원하게 된 동기를 서술하십시오.
인턴십을 통해 배우고 싶은 점과 지원 동기를 적어 주세요.
엔지니어가 되고자 하는 이유와 장래 계획을 작성해 주세요.
우리 회사의 제품 중 하나를 골라 개선 방향을 제시하고 지원한 이유와 연결해 설명하시오.
이 산업에서 일하고 싶은 이유와 우리 회사의 비전과 어떻게 맞는지 써 주세요.
Why do you want to join us?
""",
    QuestionType.VALUES: """
본인의 성장과정을 자유롭게 기술하시오.
성격의 장단점을 사례를 들어 서술해 주십시오.
자신의 가치관에 가장 큰 영향을 준 사건이나 인물을 소개해 주세요.
당사의 인재상 중 본인에게 해당하는 것을 고르고 그 이유를 쓰시오.
좌우명과 그것을 실천한 사례를 적어 주세요.
정직하게 행동하여 손해를 본 경험이 있습니까?
공동의 목표를 위해 자신을 희생한 경험을 기술하십시오.
팀의 구성원으로서 협업하여 성과를 낸 경험을 작성해 주세요.
리더십을 발휘한 경험을 서술하시오.
다른 사람을 배려하거나 도운 경험을 적어 주십시오.
본인의 강점과 약점을 설명해 주세요.
회사의 핵심가치인 도전, 창의, 협력 가운데 하나를 택해 본인의 경험을 쓰시오.
직장인이 갖추어야 할 윤리의식에 대한 생각을 기술하시오.
주변 사람들은 본인을 어떤 사람이라고 평가합니까?
함께 일하기 어려웠던 동료와 신뢰를 쌓은 경험을 말씀해 주세요.
봉사활동을 하며 느낀 점을 서술해 주세요.
자신의 신념이나 원칙을 지킨 경험을 기술하여 주십시오.
고객에게 감동을 준 경험을 통해 본인의 서비스 마인드를 보여 주세요.
""",
    QuestionType.CHALLENGE: """
가장 열정을 가지고 도전했던 경험을 기술하시오.
목표를 세우고 이를 달성하기 위해 노력한 경험을 서술하십시오.
실패를 극복한 경험이 있다면 작성해 주세요.
지금까지 살면서 가장 힘들었던 일과 그것을 이겨 낸 과정을 적어 주십시오.
새로운 것을 접목하거나 남다른 아이디어로 일을 바꾸어 본 경험을 써 주세요.
자발적으로 최고 수준의 목표를 세우고 끈질기게 성취한 경험을 서술하시오.
본인이 이룬 가장 큰 성취는 무엇이며 그 과정은 어떠했습니까?
기존의 틀을 깨고 창의적으로 시도한 경험을 소개해 주세요.
무언가에 깊이 몰입하여 결과를 낸 경험을 말해 주세요.
한계를 느꼈으나 포기하지 않은 경험을 작성하십시오.
낯선 환경에 스스로 뛰어들어 적응한 경험과 새롭게 배운 점을 적으시오.
실패했다고 생각하는 일과 그 일에서 배운 점은 무엇인가요?
대학 생활 중 가장 큰 성과를 이룬 경험을 서술하시오.
남들이 어렵다고 하는 일을 끝까지 해낸 적이 있습니까?
변화를 이끌어 낸 경험을 상황, 행동, 결과로 나누어 작성하세요.
최근 3년 안에 가장 도전적이었던 일을 600자 이내로 쓰시오.
예상보다 높은 결과를 내기 위해 끈기 있게 노력한 경험을 기술해 주세요.
위험을 감수하고 시도하여 얻은 것을 설명해 주세요.
""",
    QuestionType.PROBLEM: """
문제를 해결한 경험을 구체적으로 기술해 주십시오.
조직 내 갈등을 해결한 사례를 서술하시오.
업무 절차를 개선하여 효율을 높인 경험을 적어 주세요.
예상치 못한 상황에서 원인을 파악하고 대처한 경험을 작성하십시오.
의견이 다른 상대방을 설득한 경험을 써 주세요.
데이터를 바탕으로 의사결정을 하여 문제를 푼 사례를 소개해 주세요.
팀 프로젝트에서 의견 충돌을 조율한 경험을 기술하시오.
현재의 방식에서 불편한 점을 찾아 고친 경험이 있습니까?
고객의 불만을 해결한 경험을 서술해 주십시오.
제한된 자원으로 문제를 해결하기 위해 우선순위를 정한 경험을 적으시오.
복합적인 문제의 근본 원인을 분석한 경험을 써 주세요.
문제 해결 능력을 보여 줄 수 있는 경험을 작성해 주십시오.
창의적인 방법으로 문제를 해결한 경험을 기술하십시오.
이해관계자 사이의 대립을 조정한 경험과 본인의 역할을 설명해 주세요.
업무 중 발견한 비효율과 이를 없애기 위해 한 일을 서술하시오.
위기 상황에서 신속하게 판단하여 대응한 경험을 작성해 주세요.
""",
    QuestionType.OTHER: """
자유롭게 본인을 소개해 주세요.
최근 관심 있게 본 사회 이슈와 그에 대한 견해를 서술하시오.
마지막으로 하고 싶은 말을 적어 주세요.
가장 감명 깊게 읽은 책과 그 까닭을 쓰시오.
취미와 특기를 적어 주십시오.
우리 회사의 최근 소식 가운데 인상 깊었던 것은 무엇입니까?
여가 시간을 어떻게 보내는지 알려 주세요.
포트폴리오 주소를 적어 주세요.
""",
}
WRITTEN = [(text, kind) for kind, block in QUESTIONS.items() for text in block.strip().splitlines()]


def shipped() -> list[tuple[str, QuestionType]]:
    """The questions of the samples with the kind that their writers gave them."""
    files = sorted((resources_dir() / "samples" / "corpus").glob("*.toml"))
    entries = [entry for file in files for entry in tomllib.loads(file.read_text(encoding="utf-8"))["essay"]]
    return [(entry["question"], QuestionType(entry["type"])) for entry in entries]


@pytest.mark.parametrize(("name", "questions"), [("written", WRITTEN), ("shipped", shipped())])
def test_nine_of_ten_questions_are_told_apart(name: str, questions: list[tuple[str, QuestionType]]) -> None:
    wrong = [(text, kind, question_type(text)) for text, kind in questions if question_type(text) is not kind]
    assert len(questions) > 90
    assert len(wrong) <= len(questions) / 10, "\n".join(f"{kind} told as {told}: {text}" for text, kind, told in wrong)


@pytest.mark.parametrize("kind", QuestionType)
def test_no_kind_is_told_badly(kind: QuestionType) -> None:
    texts = [text for text, written in WRITTEN + shipped() if written is kind]
    right = sum(question_type(text) is kind for text in texts)
    assert right >= len(texts) * 0.8


def test_spacing_case_and_composition_do_not_matter() -> None:
    for text, _ in WRITTEN:
        told = question_type(text)
        assert question_type(text.replace(" ", "")) is told
        assert question_type(normalize("NFD", text)) is told
        assert question_type(f"\n  {text.upper()}\t") is told


def test_a_company_value_named_challenge_is_a_question_of_values() -> None:
    assert question_type("당사의 인재상(신뢰·도전·배려) 중 하나를 골라 경험을 쓰시오.") is QuestionType.VALUES


def test_the_instruction_of_a_form_is_no_technology() -> None:
    assert question_type("자유롭게 기술하시오. (역량을 포함하여 500자)") is QuestionType.OTHER
    assert question_type("보유한 기술을 기술하시오.") is QuestionType.COMPETENCE


def test_a_question_without_words_is_of_no_kind() -> None:
    assert question_type("") is QuestionType.OTHER
    assert question_type("1.") is QuestionType.OTHER


def test_every_kind_has_a_label() -> None:
    assert set(QUESTION_TYPE_LABELS) == set(QuestionType)
