"""The commands `peil cards`, for authors of cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import click

from app.cards.card_deck import FOLDER, PEOPLE_FIRST, deck
from app.cards.card_deck import check as faults_in
from app.cards.card_schema import Card
from app.cards.personas import PERSONAS, Favourable, Persona, PersonaFile, Step, follow, load_personas, situations_of
from app.cards.rule_evaluation import reasons_for
from app.cards.vocabulary import favourable_options, names_of
from app.config import ROOT
from app.content.completeness import verdict
from app.content.reading import ContentFault
from app.instrument.load import PEO, load_instrument

NEARLY_ALL = 0.9
Followed = Mapping[str, tuple[Step, ...]]


@click.group()
def cards() -> None:
    """Check recommendation cards and try them on typical people."""


@cards.command()
def check() -> None:
    """List every fault in the cards with its file and line; exit status 1 when there is one.

    Without faults, list which cards fit nearly every typical person or none, and which languages are incomplete.
    """
    known = names_of(load_instrument(PEO))
    faults = [fault for folder in (PEOPLE_FIRST, FOLDER) for fault in faults_in(folder, known)]
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise click.exceptions.Exit(1)
    file = _personas()
    for line in _worth_a_look(file):
        click.echo(line)
    for folder in (PEOPLE_FIRST, FOLDER):
        click.echo(verdict(folder, name=str(folder.relative_to(ROOT))))


@cards.command()
def personas() -> None:
    """Show which card each typical person gets, wave by wave; exit status 1 when one is not as expected."""
    file = _personas()
    followed = _followed(file)
    for persona in file.people:
        click.echo(f"{persona.key}: {persona.who}")
        for step in followed[persona.key]:
            card = step.choice.card.key if step.choice else "-"
            need = "  people first" if step.in_need else ""
            click.echo(f"  {step.wave_number:>2}  {step.verdict:<8}  {step.kind:<8}  {card}{need}")
    for line in _summary(followed):
        click.echo(line)
    if any(step.verdict == "wrong" for steps in followed.values() for step in steps):
        raise click.exceptions.Exit(1)


@cards.command(name="try")
@click.argument("key")
def try_card(key: str) -> None:
    """Show which typical people card KEY fits, and which of them get it as their new card."""
    card = next((each for each in _personal() if each.key == key), None)
    if card is None:
        raise click.UsageError(f"There is no card for participants called {key!r}. See app/content/cards/.")
    file = _personas()
    followed, fits = _followed(file), 0
    for persona in file.people:
        waves = _fitting_waves(card, persona, file)
        new = [step.wave_number for step in followed[persona.key] if step.choice and step.choice.card.key == key]
        fits += bool(waves)
        if waves:
            told = f"new in round {', '.join(map(str, new))}" if new else "never new"
            click.echo(f"{persona.key}: fits in round {', '.join(map(str, waves))}; {told}")
    click.echo(f"{key} fits {fits} of {len(file.people)} typical people.")


@lru_cache
def _favourable() -> Favourable:
    """Return the favourable options of each item; cached, because many cards are tried on many people."""
    return favourable_options(load_instrument(PEO))


@lru_cache
def _personal() -> tuple[Card, ...]:
    return tuple(card for card in deck().cards if card.is_personal)


def _personas() -> PersonaFile:
    try:
        return load_personas(PERSONAS, names_of(load_instrument(PEO)), cards=_personal())
    except ContentFault as fault:
        raise click.ClickException(str(fault)) from fault


def _followed(file: PersonaFile) -> Followed:
    return {each.key: follow(each, _personal(), region=file, favourable=_favourable()) for each in file.people}


def _summary(followed: Followed) -> Iterator[str]:
    steps = [step for each in followed.values() for step in each]
    new = [step.choice.card.key for step in steps if step.choice]
    count = {verdict: sum(step.verdict == verdict for step in steps) for verdict in ("right", "harmless", "wrong")}
    yield f"{len(followed)} people, {len(steps)} rounds: " + ", ".join(f"{n} {name}" for name, n in count.items())
    yield f"{len(new)} cards, of which {sum(step.is_filler for step in steps)} without an own answer behind them"
    answerable = [card.key for card in _personal() if card.answers_bring_it_up]
    never = sorted(set(answerable) - set(new))
    yield f"{len(set(new))} different cards; never new among these people: {', '.join(never) or 'none'}"


def _worth_a_look(file: PersonaFile) -> Iterator[str]:
    for card in _personal():
        if not card.answers_bring_it_up:
            continue
        count = sum(bool(_fitting_waves(card, persona, file)) for persona in file.people)
        if count == 0:
            yield f"worth a look: {card.key} fits none of the {len(file.people)} typical people."
        elif count >= NEARLY_ALL * len(file.people):
            yield f"worth a look: {card.key} fits {count} of the {len(file.people)} typical people."


def _fitting_waves(card: Card, persona: Persona, file: PersonaFile) -> Sequence[int]:
    return [
        situation.wave_number
        for situation in situations_of(persona, file.region, _favourable())
        if card.rule is not None and reasons_for(card.rule, situation) is not None
    ]
