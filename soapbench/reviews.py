"""The commands around a review: packet, labels. Each is one call or two."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from soapbench.cases import load_cases
from soapbench.errors import DataError
from soapbench.evaluation import Evaluation, evaluate
from soapbench.models import Setting
from soapbench.prompts import Prompt, PromptTemplate, load_templates
from soapbench.recording import Recording, keep_apart
from soapbench.requests import setting_named
from soapbench.review import Packet, load_packet, read_labels, write_packet
from soapbench.runs import existing
from soapbench.scorers import Completeness, phi_absence

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    """Add the commands of this module to a parser's subparsers."""
    packet = commands.add_parser("packet", help="write a blinded page of two versions, and its key")
    packet.add_argument("prompt", help="a shipped prompt or a folder")
    packet.add_argument("versions", nargs=2, metavar="VERSION", help="such as v1; two of them")
    packet.add_argument("page", type=Path, help="such as packet.html; the key goes beside it")
    packet.add_argument("--recording", type=Path, required=True, help="the notes, as recorded")
    packet.add_argument("--cases", default="balance", help="a shipped case set or a file")
    packet.add_argument("--count", type=int, help="how many cases, drawn by the seed; 8 or all")
    packet.add_argument("--model", help="whose notes, where the recording holds several models")
    packet.add_argument("--seed", type=int, default=1, help="the same seed gives the same page")
    packet.set_defaults(run=_packet)

    labels = commands.add_parser("labels", help="read reviewers' labels of a packet")
    labels.add_argument("key", type=Path, help="the .key.json beside the packet's page")
    labels.add_argument("labels", type=Path, nargs="+", help="what reviewers saved, a file each")
    labels.add_argument(
        "--recording", type=Path, help="the notes of the packet; says which rules to trust"
    )
    labels.add_argument(
        "--prompt", help="the packet's prompt, where it is no shipped one: a folder"
    )
    labels.add_argument("--cases", default="balance", help="a shipped case set or a file")
    labels.set_defaults(run=_labels)


def _packet(options: argparse.Namespace) -> int:
    keep_apart(options.page, [options.recording])
    (recording,) = existing([options.recording])
    prompt, cases = load_templates(options.prompt), load_cases(options.cases)
    count = min(8, len(cases)) if options.count is None else max(0, options.count)
    if count > len(cases):
        raise DataError(f"--count {count}: there are {len(cases)} cases; ask for fewer")
    one, other = _versions(prompt, options.versions)
    setting = _setting(recording, options.model)
    run = evaluate(cases, [one, other], setting, {"phi_absence": phi_absence}, 1, recording)
    chosen = random.Random(options.seed).sample(list(cases), count)
    templates = (one.label, other.label)
    packet = write_packet(
        run, chosen, options.page, templates=templates, rubric=prompt.rubric, seed=options.seed
    )
    print(packet, options.page, sep="\n")
    return 0


def _labels(options: argparse.Namespace) -> int:
    packet = load_packet(options.key)
    run = _rerun(packet, options) if options.recording else None
    print(read_labels(options.labels, packet, run))
    return 0


def _rerun(packet: Packet, options: argparse.Namespace) -> Evaluation:
    """Return the run of a packet's cases and versions, read by its rubric."""
    (recording,) = existing([options.recording])
    cases = load_cases(options.cases)
    try:
        shown = [cases[each.case_id] for each in packet.cases]
    except KeyError as error:
        raise DataError(f"{error.args[0]}; name the packet's own with --cases") from None
    prompt = load_templates(options.prompt or packet.templates[0].partition("@")[0])
    versions = _versions(prompt, packet.templates)
    scorers = {"payer_completeness": Completeness(packet.rubric, "payer")}
    setting = _setting(recording, packet.model)
    return evaluate(shown, versions, setting, scorers, packet.repeat + 1, recording)


def _setting(recording: Recording, model: str | None) -> Setting:
    try:
        return setting_named(recording, model)
    except ValueError as error:
        raise DataError(f"{recording.path.name}: {error}") from None


def _versions(prompt: Prompt, names: Iterable[str]) -> list[PromptTemplate]:
    try:
        return [prompt[name] for name in names]
    except KeyError as error:
        raise DataError(error.args[0]) from None
