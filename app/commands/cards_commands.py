"""The commands `peil cards`, for authors of cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import click

from app.cards.author_bench import AuthorBench, author_bench
from app.cards.card_deck import card_folders, deck
from app.cards.card_deck import check as faults_in
from app.cards.card_sets import check_sets, set_files
from app.cards.personas import Step
from app.cards.taken_over import personal_cards
from app.cards.vocabulary import names_of
from app.commands.questionnaire_option import questionnaire_option
from app.config import ROOT
from app.content.completeness import verdict
from app.content.reading import ContentFault, Fault
from app.demo.cards_of_the_crowd import cards_of_the_crowd
from app.demo.outline import read_outline
from app.instrument.installed import installed_keys, instrument_of
from app.mirror.reflection import FOLDER as REFLECTION
from app.mirror.reflection import reflection_faults

Followed = Mapping[str, tuple[Step, ...]]


@click.group()
def cards() -> None:
    """Check recommendation cards and try them on typical people."""


@cards.command()
def check() -> None:
    """List every fault in the cards with its file and line; exit status 1 when there is one.

    Without faults, list what is worth a look: rules that fit nearly every typical person or none, cards that always
    yield to another, overlaps, how hard the texts are to read, and which languages are incomplete.
    """
    faults = list(_faults())
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise click.exceptions.Exit(1)
    for bench in map(_bench, dict.fromkeys(card_folders().values())):
        for hint in bench.hints:
            click.echo(f"worth a look ({hint.kind}): {hint.key} {hint.says}")
        for line in _reading_levels(bench):
            click.echo(line)
    for folder in (*card_folders(), *dict.fromkeys(path.parent for path in set_files()), REFLECTION):
        click.echo(verdict(folder, name=str(folder.relative_to(ROOT))))


def _faults() -> Iterator[Fault]:
    """Yield every fault in the cards, then in the sets and the questions to think over of all questionnaires."""
    try:
        folders = card_folders()
    except ContentFault as fault:
        yield from fault.faults
        return
    of_cards = [fault for folder, key in folders.items() for fault in faults_in(folder, names_of(instrument_of(key)))]
    yield from of_cards
    if of_cards:
        return
    for path, key in set_files().items():
        yield from check_sets(path, deck(key))
    for key in installed_keys():
        if (path := REFLECTION / f"{key}.yaml").exists():
            yield from reflection_faults(path, instrument_of(key))


of_cards = questionnaire_option("The questionnaire whose cards it is about.")


@cards.command()
@of_cards
def personas(*, key: str) -> None:
    """Show which card each typical person gets, wave by wave; exit status 1 when one is not as expected."""
    bench = _bench(key)
    followed = bench.followed
    for persona in bench.file.people:
        click.echo(f"{persona.key}: {persona.who}")
        for step in followed[persona.key]:
            card = step.choice.card.key if step.choice else "-"
            need = "  people first" if step.in_need else ""
            click.echo(f"  {step.wave_number:>2}  {step.verdict:<8}  {step.kind:<8}  {card}{need}")
    for line in _summary(followed, key):
        click.echo(line)
    if any(step.verdict == "wrong" for steps in followed.values() for step in steps):
        raise click.exceptions.Exit(1)


@cards.command()
@click.option("--waves", type=click.IntRange(1, 26), default=13, show_default=True, help="How many waves to follow.")
@click.option("--seed", default=7, show_default=True, help="The seed of the demonstration.")
@click.option("--teams", type=click.IntRange(min=1), help="Fewer teams: a smaller region.")
@of_cards
def crowd(*, waves: int, seed: int, teams: int | None, key: str) -> None:
    """Show how many people of the demonstration region have a new card in each wave, and of which kind.

    "fresh": an answer of that very wave carries the card.
    """
    outline = read_outline(key)
    outline = outline.smaller(teams) if teams else outline
    everybody = sum(team.size for organisation in outline.organisations for team in organisation.teams)
    click.echo(f"{everybody} people of the demonstration")
    for wave in cards_of_the_crowd(outline, instrument_of(key), personal_cards(key), seed=seed, waves=waves):
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(wave.kinds.items()))
        share, fresh = (f"{count / max(wave.people, 1):.0%}" for count in (wave.with_card, wave.fresh))
        click.echo(f"wave {wave.number}: {wave.people} answered, {share} have a new card, {fresh} a fresh one: {kinds}")


@cards.command(name="try")
@click.argument("key")
def try_card(key: str) -> None:
    """Show which typical people card KEY fits, and which of them get it as their new card."""
    known = {card.key: each for each in card_folders().values() for card in personal_cards(each)}
    if key not in known:
        raise click.UsageError(f"There is no card for participants called {key!r}. See app/content/cards/.")
    bench = _bench(known[key])
    tried = bench.tried(key)
    for each in tried:
        told = f"new in round {_rounds(each.new)}" if each.new else "never new"
        click.echo(f"{each.persona.key}: fits in round {_rounds(each.fits)}; {told}")
    click.echo(f"{key} fits {len(tried)} of {len(bench.file.people)} typical people.")


def _rounds(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _reading_levels(bench: AuthorBench) -> Iterator[str]:
    for language, mean, most in bench.reading_levels():
        yield f"reading level [{language}]: LIX {mean:.0f} on average, {most:.0f} at most."


def _bench(questionnaire: str) -> AuthorBench:
    try:
        return author_bench(questionnaire)
    except ContentFault as fault:
        raise click.ClickException(str(fault)) from fault


def _summary(followed: Followed, questionnaire: str) -> Iterator[str]:
    steps = [step for each in followed.values() for step in each]
    new = [step.choice.card.key for step in steps if step.choice]
    count = {verdict: sum(step.verdict == verdict for step in steps) for verdict in ("right", "harmless", "wrong")}
    yield f"{len(followed)} people, {len(steps)} rounds: " + ", ".join(f"{n} {name}" for name, n in count.items())
    yield f"{len(new)} cards, of which {sum(step.is_filler for step in steps)} without an own answer behind them"
    answerable = [card.key for card in personal_cards(questionnaire) if card.answers_bring_it_up]
    never = sorted(set(answerable) - set(new))
    yield f"{len(set(new))} different cards; never new among these people: {', '.join(never) or 'none'}"
