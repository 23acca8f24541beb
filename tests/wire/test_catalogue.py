"""The catalogue: what it holds and how names are resolved."""

import re
import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidepro.wire.catalogue import Area, Catalogue, Kind, Skill
from sidepro.wire.catalogue.names import LONGEST_NAME, fold

CATALOGUE = Catalogue.load()
NAMES = [(name, skill.slug) for skill in CATALOGUE.skills for name in (skill.name, *skill.aliases)]

FROM_THE_BEGINNING = re.findall(
    r"\S+",
    """
.NET ABAP AIX ASP ASP.NET AWS Ajax Android Angular Apache ArcGIS Azure Bootstrap C# C++ COBOL CSS CSS3 CentOS
C언어 Delphi Directx Django Docker ECMAScript Eclipse ElasticStack FLEX Flask Flutter GCP Git GoLang GraphQL
Groovy Gulp HBase HTML HTML5 Hadoop IaaS Ionic JPA JSP Java Javascript Jenkins Kafka Keras Kotlin Kubernetes
LabVIEW Linux Logstash Lucene MFC MSSQL MacOS MariaDB Matlab Maven MongoDB MyBatis MySQL NoSQL Node.js OSS
Objective-C OpenCV OpenGL OracleDB PHP PL/SQL PaaS Pandas Perl PostgreSQL Pro-C Python Pytorch QGIS Qt R React
React-Native ReactJS Redis Redux RestAPI Ruby SAS SQL SQLite SVN SaaS Scala Servlet Solaris Solidity Spark
Splunk Spring SpringBoot Storm Struts Swift Sybase Tensorflow Tomcat TypeScript Ubuntu Unity Unix Unreal
VB.NET Verilog Vert.x VisualBasic VisualC·C++ Vue.js WAS WPF WebGL WebRTC Webpack XML iBATIS iOS jQuery
""",
)


def test_every_name_from_the_beginning_is_found() -> None:
    assert len(FROM_THE_BEGINNING) == 129
    assert [name for name in FROM_THE_BEGINNING if CATALOGUE.resolve(name) is None] == []


def test_much_of_what_is_used_today_was_added() -> None:
    began = {skill.slug for name in FROM_THE_BEGINNING if (skill := CATALOGUE.resolve(name))}

    assert len(CATALOGUE.skills) >= len(began) + 120


@pytest.mark.parametrize(
    ("name", "slug", "proper"),
    [
        ("React", "react", "React"),
        ("ReactJS", "react", "React"),
        ("리액트", "react", "React"),
        ("GoLang", "go", "Go"),
        ("go", "go", "Go"),
        ("Pytorch", "pytorch", "PyTorch"),
        ("C언어", "c", "C"),
        ("c", "c", "C"),
        ("C++", "c-plus-plus", "C++"),
        ("Ｃ＋＋", "c-plus-plus", "C++"),
        ("cpp", "c-plus-plus", "C++"),
        ("C#", "c-sharp", "C#"),
        ("c-sharp", "c-sharp", "C#"),
        ("VisualC·C++", "visual-c-plus-plus", "Visual C++"),
        ("VisualCㆍC++", "visual-c-plus-plus", "Visual C++"),
        (".NET", "dotnet", ".NET"),
        (". net", "dotnet", ".NET"),
        ("닷넷", "dotnet", ".NET"),
        ("asp.net", "asp-net", "ASP.NET"),
        ("ASPNET", "asp-net", "ASP.NET"),
        ("R", "r", "R"),
        ("node", "node-js", "Node.js"),
        ("NODE JS", "node-js", "Node.js"),
        ("node-js", "node-js", "Node.js"),
        ("SpringBoot", "spring-boot", "Spring Boot"),
        ("스프링 부트", "spring-boot", "Spring Boot"),
        ("스프링부트", "spring-boot", "Spring Boot"),
        ("React-Native", "react-native", "React Native"),
        ("파이썬", "python", "Python"),
        ("쿠버네티스", "kubernetes", "Kubernetes"),
        ("쿠버", "kubernetes", "Kubernetes"),
        ("k8s", "kubernetes", "Kubernetes"),
        ("자바스크립트", "javascript", "JavaScript"),
        ("JS", "javascript", "JavaScript"),
        ("타입스크립트", "typescript", "TypeScript"),
        ("도커", "docker", "Docker"),
        ("MSSQL", "sql-server", "SQL Server"),
        ("PL / SQL", "pl-sql", "PL/SQL"),
    ],
)
def test_names_people_use_mean_one_skill(name: str, slug: str, proper: str) -> None:
    skill = CATALOGUE.resolve(name)

    assert skill is not None
    assert (skill.slug, skill.name) == (slug, proper)


@pytest.mark.parametrize(
    "name", ["", " ", "NET", "+", "#", ".", "\x00", "\ud800", "Python\x00", "x" * 10_000]
)
def test_what_is_no_skill_is_none(name: str) -> None:
    assert CATALOGUE.resolve(name) is None


def test_no_name_means_two_skills() -> None:
    one = CATALOGUE.skills[0]
    other = Skill(
        slug="other", name="Other", kind=Kind.TOOL, tier=3, areas=(), aliases=(one.aliases[0].upper(),)
    )

    with pytest.raises(ValueError, match="could mean"):
        Catalogue.of([one, other])


def test_slugs_are_plain_and_unique() -> None:
    slugs = [skill.slug for skill in CATALOGUE.skills]

    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)


def test_aliases_say_something_new() -> None:
    repeated = [
        skill.slug
        for skill in CATALOGUE.skills
        if len({fold(name) for name in (skill.name, *skill.aliases)}) <= len(skill.aliases)
    ]

    assert repeated == []


def test_names_are_written_properly() -> None:
    for name, _ in NAMES:
        assert name == unicodedata.normalize("NFC", name).strip()
        assert len(name) <= LONGEST_NAME
        assert name.isprintable()


def test_nearly_every_skill_has_a_korean_name() -> None:
    korean = [skill for skill in CATALOGUE.skills if re.search("[가-힣]", "".join(skill.aliases))]

    assert len(korean) >= 0.95 * len(CATALOGUE.skills)


@pytest.mark.parametrize("area", list(Area))
def test_every_area_has_a_stack(area: Area) -> None:
    assert len([skill for skill in CATALOGUE.skills if area in skill.areas]) >= 10


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_used(kind: Kind) -> None:
    assert any(skill.kind is kind for skill in CATALOGUE.skills)


@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
def test_case_width_and_spaces_do_not_count(named: tuple[str, str], random: Random) -> None:
    name, slug = named
    varied = [random.choice([letter, letter.upper(), letter.lower(), _wide(letter)]) for letter in name]
    place = random.randrange(len(varied) + 1)
    varied.insert(place, random.choice([" ", "\u3000", "  ", "\t"]))

    skill = CATALOGUE.resolve("".join(varied))

    assert skill is not None
    assert skill.slug == slug


@given(st.sampled_from(NAMES))
def test_decomposed_names_are_the_same(named: tuple[str, str]) -> None:
    name, slug = named
    skill = CATALOGUE.resolve(unicodedata.normalize("NFD", name))

    assert skill is not None
    assert skill.slug == slug


@given(st.text())
def test_any_text_is_a_skill_or_none(text: str) -> None:
    skill = CATALOGUE.resolve(text)

    assert skill is None or skill in CATALOGUE.skills


def _wide(letter: str) -> str:
    return chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter
