"""The paper itself: A4, in both official languages, with the city's mark, its CSV and its QR code.

The visitor's language comes first and larger, the other one below it. Fonts are embedded, so that it
prints the same everywhere; nothing in it is active.
"""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from babel.dates import format_date
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from agent.city.sandbox.paper_frame import FOOT, HEAD, Foot, Marks, fonts, framed
from agent.city.sandbox.paper_style import GREY, SIDE, WIDTH, Cell, grid, listing, pairs, style
from agent.city.sandbox.rules import Content, HistoryLine, Kind, PersonLine, Scope, numeric
from flows.cities import CityPack
from flows.cities.papers import Papers, Words

SPANISH, VALENCIAN = "es", "ca@valencia"


@dataclass(frozen=True)
class Issued:
    """What a paper gets when it is issued."""

    id: str
    csv: str
    verify_url: str
    at: datetime


def render(
    content: Content, issued: Issued, pack: CityPack, papers: Papers, *, language: str, demonstration: bool
) -> bytes:
    """The PDF. ``language`` is the visitor's; ``demonstration`` says at the foot that it proves nothing."""
    return _Paper(content, issued, pack, papers, order(language), demonstration).pdf()


def order(language: str) -> tuple[str, str]:
    return (VALENCIAN, SPANISH) if language.startswith("ca") else (SPANISH, VALENCIAN)


@dataclass(frozen=True)
class _Paper:
    content: Content
    issued: Issued
    pack: CityPack
    papers: Papers
    languages: tuple[str, str]
    demonstration: bool

    def pdf(self) -> bytes:
        fonts()
        out = BytesIO()
        title = self.title()
        document = BaseDocTemplate(
            out,
            pagesize=A4,
            title=f"{title[self.languages[0]]} {self.issued.csv}",
            author=self.papers.council[self.languages[0]],
            subject=self.papers.register[self.languages[0]],
            creator=self.papers.council[SPANISH],
            lang="ca-ES-valencia" if self.languages[0] == VALENCIAN else "es-ES",
        )
        frame = Frame(
            SIDE,
            FOOT,
            WIDTH,
            A4[1] - FOOT - HEAD,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        document.addPageTemplates(PageTemplate(frames=[frame]))
        document.build(self.story(), canvasmaker=self.canvas)
        return out.getvalue()

    def canvas(self, *arguments: Any, **options: Any) -> Canvas:
        first, second = self.languages
        return framed(
            Marks(
                pack=self.pack,
                council=(self.papers.council[first], self.papers.council[second]),
                register=(self.papers.register[first], self.papers.register[second]),
            ),
            Foot(
                verify=(self.papers.verify[first], self.papers.verify[second]),
                verify_url=self.issued.verify_url,
                csv=self.issued.csv,
                id=self.issued.id,
                page=(self.papers.labels["page"][first], self.papers.labels["page"][second]),
                demonstration=self.demonstration,
            ),
        )(*arguments, **options)

    def story(self) -> list[Flowable]:
        collective = self.content.scope is Scope.COLLECTIVE
        return [
            *self.heading(),
            *self.both(self.model().openings[self.content.scope.value], "opening"),
            *(self.collective() if collective else self.individual()),
            *self.history(),
            *self.notes(),
            KeepTogether(self.ending()),
        ]

    # --- what it says -------------------------------------------------------------------------

    def model(self) -> Any:
        return self.papers.certificado if self.content.kind is Kind.CERTIFICADO else self.papers.volante

    def title(self) -> Words:
        titles: dict[str, Words] = self.model().titles
        return titles["historic" if self.content.history else self.content.scope.value]

    def heading(self) -> list[Flowable]:
        return [*self.both(self.title(), "title"), Spacer(0, 4 * mm)]

    def individual(self) -> list[Flowable]:
        (person,) = self.content.people
        name = self.cell("name", person.name, strong=True)
        facts = [self.cell(field, value) for field, value in person.facts.items()]
        return [*self.section("person", grid([name], *pairs(facts))), *self.home()]

    def collective(self) -> list[Flowable]:
        fields = self.content.purpose.fields
        people = self.wide_people() if len(fields) > 3 else self.narrow_people()
        return [*self.home(), *self.section("people", people)]

    def narrow_people(self) -> Flowable:
        """One column a fact."""
        fields = self.content.purpose.fields
        head = [Paragraph("", style("label")), self.label("name"), *(self.label(field) for field in fields)]
        rows = [
            [
                Paragraph(str(number), style("small")),
                Paragraph(person.name, style("strong-small")),
                *(Paragraph(person.facts.get(field, "—"), style("small")) for field in fields),
            ]
            for number, person in enumerate(self.content.people, 1)
        ]
        widths = [8 * mm, WIDTH - 8 * mm - 31 * mm * len(fields), *(31 * mm for _ in fields)]
        return listing([head, *rows], widths)

    def wide_people(self) -> Flowable:
        """More facts than columns fit: under each name."""
        head = [Paragraph("", style("label")), self.label("name")]
        rows = [
            [Paragraph(str(number), style("small")), [Paragraph(person.name, style("strong-small")), facts]]
            for number, person in enumerate(self.content.people, 1)
            for facts in [Paragraph(self.in_a_row(person), style("small"))]
        ]
        return listing([head, *rows], [8 * mm, WIDTH - 8 * mm])

    def in_a_row(self, person: PersonLine) -> str:
        return " &nbsp;·&nbsp; ".join(
            f'<font color="{GREY.hexval()}">{self.joined(self.papers.labels[field], " / ")}:</font> {value}'
            for field, value in person.facts.items()
        )

    def home(self) -> list[Flowable]:
        home = self.content.home
        where = f"{home.postal_code} {self.pack.official_name}"
        address = self.cell("address", home.in_words(), strong=True)
        municipality = self.cell("municipality", f"{home.entity}, {where}" if home.entity else where)
        division = self.cell("division", f"{home.district} · {home.section}")
        return self.section("home", grid([address], [municipality, division]))

    def history(self) -> list[Flowable]:
        if not self.content.history:
            return []
        head = [self.label(name) for name in ("from", "to", "address", "cause")]
        rows = [self.history_row(line) for line in self.content.history]
        widths = [23 * mm, 23 * mm, WIDTH - 104 * mm, 58 * mm]
        return self.section("history", listing([head, *rows], widths))

    def history_row(self, line: HistoryLine) -> list[Flowable]:
        until = numeric(line.until) if line.until else self.joined(self.papers.labels["today"], " / ")
        return [
            Paragraph(numeric(line.since), style("small")),
            Paragraph(until, style("small")),
            Paragraph(line.address, style("small")),
            Paragraph(self.joined(self.papers.causes[line.cause], " / "), style("tiny")),
        ]

    def notes(self) -> list[Flowable]:
        label = self.content.purpose.label
        rows = [[self.cell("purpose", self.joined(label, " / "))]]
        count = self.content.being_removed
        if count:
            words = self.papers.being_removed.one if count == 1 else self.papers.being_removed.many
            said = {language: words[language].format(count=count) for language in self.languages}
            rows.append([self.cell("observations", self.two(said))])
        return [Spacer(0, 3 * mm), grid(*rows), Spacer(0, 4 * mm)]

    def ending(self) -> list[Flowable]:
        dated = {
            language: f"{self.papers.place[language]}, {long_date(self.issued.at.date(), language)}"
            for language in self.languages
        }
        closing = self.both(self.model().closing, "opening")
        date_lines = [Paragraph(self.two(dated), style("dated"))]
        seal = [Spacer(0, 4 * mm), self.seal()] if self.content.kind is Kind.CERTIFICADO else []
        return [*closing, Spacer(0, 2 * mm), *date_lines, *seal]

    def seal(self) -> Flowable:
        said = {
            language: self.papers.seal[language].format(council=self.papers.council[language])
            for language in self.languages
        }
        box = Table([[Paragraph(self.two(said), style("seal"))]], colWidths=[WIDTH])
        box.setStyle(
            TableStyle(
                [
                    ("BACKGROUND", (0, 0), (-1, -1), HexColor("#f3f5f7")),
                    ("LINEBEFORE", (0, 0), (0, -1), 3, HexColor(self.pack.colours.accent)),
                    ("LEFTPADDING", (0, 0), (-1, -1), 4 * mm),
                    ("TOPPADDING", (0, 0), (-1, -1), 2.5 * mm),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 3 * mm),
                ]
            )
        )
        return box

    # --- how it is said -----------------------------------------------------------------------

    def both(self, words: Words, name: str) -> list[Flowable]:
        first, second = self.languages
        return [
            Paragraph(words[first], style(name, HexColor(self.pack.colours.primary))),
            Paragraph(words[second], style(f"{name}-second")),
        ]

    def two(self, words: Words) -> str:
        """First language, and the second below it where it differs."""
        first, second = (words[language] for language in self.languages)
        small = f'<br/><font size="8" color="{GREY.hexval()}">{second}</font>' if second != first else ""
        return first + small

    def joined(self, words: Words, between: str) -> str:
        first, second = (words[language] for language in self.languages)
        return first if first == second else f"{first}{between}{second}"

    def label(self, name: str) -> Flowable:
        return Paragraph(self.two(self.papers.labels[name]), style("label"))

    def cell(self, name: str, value: str, *, strong: bool = False) -> Cell:
        label = self.joined(self.papers.labels[name], " / ")
        return [Paragraph(label, style("cell")), Paragraph(value, style("strong" if strong else "value"))]

    def section(self, name: str, body: Flowable) -> list[Flowable]:
        words = self.joined(self.papers.labels[name], "  ·  ")
        return [Paragraph(words, style("section", HexColor(self.pack.colours.primary))), body]


def long_date(day: date, language: str) -> str:
    """ "24 de noviembre de 2026", "24 de novembre de 2026"; in Valencian the month brings its "de"."""
    if language == VALENCIAN:
        return str(format_date(day, "d MMMM 'de' y", locale="ca_ES"))
    return str(format_date(day, "d 'de' MMMM 'de' y", locale="es_ES"))
