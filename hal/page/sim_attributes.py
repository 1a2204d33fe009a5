"""What the printer simulator tells of itself and of its jobs, attribute by attribute."""

from typing import TYPE_CHECKING

from hal.page.ipp_faults import PrinterState
from hal.page.ipp_model import Attribute, Group, GroupTag, Tag, Value, attribute

if TYPE_CHECKING:
    from hal.page.sim import IppPrinterSim
    from hal.page.sim_job import SimJob

FORMATS = ("application/pdf", "application/octet-stream")


def about_job(printer: "IppPrinterSim", job: "SimJob", asked: tuple[str, ...]) -> Group:
    uri = printer.uri
    every = (
        attribute(Tag.URI, "job-uri", f"{uri}/{job.number}"),
        attribute(Tag.INTEGER, "job-id", job.number),
        attribute(Tag.URI, "job-printer-uri", uri),
        attribute(Tag.NAME, "job-name", job.name),
        attribute(Tag.NAME, "job-originating-user-name", job.user),
        attribute(Tag.ENUM, "job-state", job.state),
        attribute(Tag.KEYWORD, "job-state-reasons", job.reason),
        attribute(Tag.INTEGER, "job-impressions-completed", job.pages_done),
        attribute(Tag.INTEGER, "number-of-documents", 0 if job.pdf is None else 1),
        attribute(Tag.INTEGER, "job-printer-up-time", printer.up_time),
        _time("time-at-creation", job.created),
        _time("time-at-processing", job.started),
        _time("time-at-completed", job.ended),
    )
    return Group(GroupTag.JOB, _wanted(every, asked))


def about_printer(printer: "IppPrinterSim", operations: list[int], asked: tuple[str, ...]) -> Group:
    if printer.trouble:
        state = PrinterState.STOPPED
    else:
        state = PrinterState.PROCESSING if printer.job_in_hand else PrinterState.IDLE
    waiting = sum(not job.over for job in printer.jobs.values())
    every = (
        attribute(Tag.URI, "printer-uri-supported", printer.uri),
        attribute(Tag.KEYWORD, "uri-security-supported", "tls" if printer.tls else "none"),
        attribute(Tag.KEYWORD, "uri-authentication-supported", "requesting-user-name"),
        attribute(Tag.NAME, "printer-name", "page-printer-simulator"),
        attribute(Tag.TEXT, "printer-info", "Page printer simulator"),
        attribute(Tag.TEXT, "printer-make-and-model", "Page printer simulator"),
        attribute(Tag.ENUM, "printer-state", state),
        attribute(Tag.KEYWORD, "printer-state-reasons", *printer.reasons),
        attribute(Tag.KEYWORD, "ipp-versions-supported", "1.1", "2.0"),
        attribute(Tag.ENUM, "operations-supported", *operations),
        attribute(Tag.CHARSET, "charset-configured", "utf-8"),
        attribute(Tag.CHARSET, "charset-supported", "utf-8"),
        attribute(Tag.LANGUAGE, "natural-language-configured", "en"),
        attribute(Tag.LANGUAGE, "generated-natural-language-supported", "en"),
        attribute(Tag.MIME, "document-format-default", FORMATS[0]),
        attribute(Tag.MIME, "document-format-supported", *FORMATS),
        attribute(Tag.BOOLEAN, "printer-is-accepting-jobs", printer.accepting),
        attribute(Tag.INTEGER, "queued-job-count", waiting),
        attribute(Tag.KEYWORD, "pdl-override-supported", "attempted"),
        attribute(Tag.INTEGER, "printer-up-time", printer.up_time),
        attribute(Tag.KEYWORD, "compression-supported", "none"),
        attribute(Tag.KEYWORD, "media-default", "iso_a4_210x297mm"),
        attribute(Tag.KEYWORD, "media-supported", "iso_a4_210x297mm"),
        attribute(Tag.KEYWORD, "sides-supported", "one-sided", "two-sided-long-edge"),
        attribute(Tag.RANGE, "copies-supported", (1).to_bytes(4, "big") + (99).to_bytes(4, "big")),
        attribute(Tag.BOOLEAN, "color-supported", False),
    )
    return Group(GroupTag.PRINTER, _wanted(every, asked))


def _wanted(every: tuple[Attribute, ...], asked: tuple[str, ...]) -> tuple[Attribute, ...]:
    if {"all", "printer-description", "job-description", "job-template"} & set(asked):
        return every
    return tuple(item for item in every if item.name in asked)


def _time(name: str, at: int | None) -> Attribute:
    """``no-value`` for what has not happened yet (RFC 8011, section 5.3.14)."""
    if at is None:
        return Attribute(name, (Value(Tag.NO_VALUE, None),))
    return attribute(Tag.INTEGER, name, at)
