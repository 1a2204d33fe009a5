"""The page where anybody checks a paper, in Spanish, Valencian and English; and the copy behind it.

It works without scripts, and says of a document no more than its kind and date until it is opened.
"""

from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from babel.dates import format_datetime
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from agent.city.sandbox.app import bare_app, verification
from agent.city.sandbox.hall import MADRID, CityHall, NoSuchDocument
from agent.city.sandbox.store import Kept

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
LOCALES = {"es": "es_ES", "ca": "ca_ES", "en": "en_GB"}
PACK_LANGUAGE = {"es": "es", "ca": "ca@valencia", "en": "en"}
NAMES = {"es": "Castellano", "ca": "Valencià", "en": "English"}

WORDS: dict[str, dict[str, str]] = {
    "es": {
        "title": "Comprobar un documento",
        "languages_label": "Idioma",
        "label": "Código seguro de verificación (CSV)",
        "hint": "Está al pie del documento, junto al código QR: cinco grupos de cinco y uno final.",
        "button": "Comprobar",
        "yes": "El documento existe",
        "yes_more": "Ábralo y compárelo con el papel: deben decir lo mismo.",
        "no": "No hay ningún documento con ese código",
        "no_more": "Compruebe que lo ha escrito como está en el papel. Si es así, el papel no es nuestro.",
        "kind": "Documento",
        "volante": "Volante de empadronamiento",
        "certificado": "Certificado de empadronamiento",
        "issued": "Expedido",
        "sealed": "Sello electrónico",
        "with": "Sí",
        "without": "No: los volantes no lo necesitan",
        "open": "Abrir el documento (PDF)",
        "foot": "¿Dudas? Llame al {line}.",
    },
    "ca": {
        "title": "Comprovar un document",
        "languages_label": "Idioma",
        "label": "Codi segur de verificació (CSV)",
        "hint": "Està al peu del document, al costat del codi QR: cinc grups de cinc i un de final.",
        "button": "Comprovar",
        "yes": "El document existix",
        "yes_more": "Òbriga’l i compare’l amb el paper: han de dir el mateix.",
        "no": "No hi ha cap document amb este codi",
        "no_more": "Comprove que l’ha escrit com està en el paper. Si és així, el paper no és nostre.",
        "kind": "Document",
        "volante": "Volant d’empadronament",
        "certificado": "Certificat d’empadronament",
        "issued": "Expedit",
        "sealed": "Segell electrònic",
        "with": "Sí",
        "without": "No: els volants no el necessiten",
        "open": "Obrir el document (PDF)",
        "foot": "Dubtes? Telefone al {line}.",
    },
    "en": {
        "title": "Check a document",
        "languages_label": "Language",
        "label": "Secure verification code (CSV)",
        "hint": "At the foot of the document, beside the QR code: five groups of five and a last one.",
        "button": "Check",
        "yes": "The document exists",
        "yes_more": "Open it and compare it with the paper: they must say the same.",
        "no": "There is no document with this code",
        "no_more": "Check that it is typed as on the paper. If it is, the paper is not ours.",
        "kind": "Document",
        "volante": "Volante (register extract, for information)",
        "certificado": "Certificado (register certificate)",
        "issued": "Issued",
        "sealed": "Electronic seal",
        "with": "Yes",
        "without": "No: a volante does not need one",
        "open": "Open the document (PDF)",
        "foot": "Questions? Call {line}.",
    },
}


def public_app(hall: CityHall) -> FastAPI:
    app = bare_app()
    app.include_router(verification(hall))

    @app.get("/validar")
    async def validar(csv: str = "", lang: str = "es") -> HTMLResponse:
        return page(hall, csv[:40], lang if lang in WORDS else "es")

    return app


def page(hall: CityHall, csv: str, lang: str) -> HTMLResponse:
    answer, status = verdict(hall, csv, WORDS[lang], lang) if csv else ("", 200)
    said = {
        **{name: escape(words) for name, words in WORDS[lang].items()},
        "lang": "ca-valencia" if lang == "ca" else lang,
        "council": escape(str((hall.pack.council.words or {}).get(PACK_LANGUAGE[lang], hall.pack.name))),
        "primary": hall.pack.colours.primary,
        "accent": hall.pack.colours.accent,
        "background": hall.pack.colours.background,
        "text": hall.pack.colours.text,
        "languages": languages(csv, lang),
        "answer": answer,
        "csv": escape(csv),
        "foot": escape(WORDS[lang]["foot"].format(line=hall.pack.help_line)),
    }
    template = Template((Path(__file__).parent / "validar.html").read_text())
    return HTMLResponse(template.substitute(said), status, headers=HEADERS)


def languages(csv: str, lang: str) -> str:
    current = {lang: ' aria-current="true"'}
    return " ".join(
        f'<a href="/validar?csv={quote(csv)}&amp;lang={code}" lang="{code}" hreflang="{code}"'
        f"{current.get(code, '')}>{name}</a>"
        for code, name in NAMES.items()
    )


def verdict(hall: CityHall, csv: str, words: dict[str, str], lang: str) -> tuple[str, int]:
    try:
        document = hall.document(csv)
    except NoSuchDocument:
        return (
            f'<div class="answer no" role="status"><h2>{words["no"]}</h2><p>{words["no_more"]}</p></div>',
            404,
        )
    return found(document, words, lang), 200


def found(document: Kept, words: dict[str, str], lang: str) -> str:
    issued = format_datetime(document.issued_at.astimezone(MADRID), "long", locale=LOCALES[lang])
    facts = (
        ("CSV", document.csv),
        (words["kind"], words[document.kind]),
        (words["issued"], issued),
        (words["sealed"], words["with" if document.sealed else "without"]),
    )
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in facts)
    return (
        f'<div class="answer" role="status"><h2>{words["yes"]}</h2><dl>{listed}</dl>'
        f"<p>{words['yes_more']}</p>"
        f'<p><a class="button" href="/v1/documents/{document.csv}/pdf">{words["open"]}</a></p></div>'
    )
