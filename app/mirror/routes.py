"""Views of a participant's own pages: today, after answering, the mirror, downloads, and the cards."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.answering.to_answer import open_pulse, own_pulse
from app.clock import REGION_TIME
from app.db import db, writing
from app.mirror.card_notes import StateUnknown
from app.mirror.card_view import OwnCardView, card_view, cards_page
from app.mirror.comparable_groups import ComparisonUnknown, chosen, kept_choice
from app.mirror.construct_view import available_choices, choices, compare
from app.mirror.done_with_answers import done_with_answers
from app.mirror.forms import NoteForm
from app.mirror.kept_comparison import BESIDE, keep_choice
from app.mirror.mirror_sources import ConstructUnknown, Looking, look
from app.mirror.notes import notes_with
from app.mirror.own_cards import CardUnknown, card_named, new_card, own_cards, say_if_it_helped, turn_card, was_turned
from app.mirror.own_sheet import as_csv
from app.mirror.pages import beside_region, last_moment, last_result, mirror_page, moment, own_rounds
from app.mirror.receipt import receipt_of
from app.mirror.reflection import questions_about
from app.mirror.takeout import as_json
from app.mirror.turn_to import turn_to
from app.mirror.year import year_of
from app.participants.identity import Participant, ask_for_code, participant_only, signed_in
from app.participants.service import NotAParticipant
from app.programme.service import next_opening
from app.remarks.remark_envelopes import open_remarks
from app.themes.theme_line import theme_line
from app.web.access import open_to_all
from app.web.compression import filled_to, quickly_compressed
from app.web.fragments import render, wants_fragment
from app.web.language import long_day, say
from app.wording.group_names import own_group, own_group_in_short
from app.wording.translated import _

blueprint = Blueprint("mirror", __name__)

RECEIPT_BYTES = 8192
"""The size to which a receipt is padded, so that nobody on the network sees who got a card."""
CARD_BYTES = 4096
"""The size to which one card is padded, so that its size does not tell which card somebody opens or turns."""
OWN_CARDS_BYTES = 16384
"""The size to which the list of one's own cards is padded: it holds more for who kept or did more."""
DIARY_BYTES = 16384
"""The size to which a file with the whole diary is padded, so that its size does not tell what was answered."""


@blueprint.get("/")
@quickly_compressed
@open_to_all
def show_today() -> str:
    """Show the home page: the open pulse and a summary of the participant's results; to visitors, what Peil is."""
    participant = signed_in()
    if participant is None:
        return render_template("mirror/welcome.html")
    now, looking = clock.now(), looking_of(participant)
    subjects = beside_region(db.session, looking)
    return render_template(
        "mirror/today.html",
        pulse=open_pulse(db.session, participant.belonging, diary=looking.diary, now=now),
        next_opens=next_opening(db.session, now, region_id=participant.belonging.region_id),
        teaser=last_moment(looking, subjects),
        rounds=own_rounds(looking),
        since=done_with_answers(
            db.session, participant.belonging, timeline=looking.timeline, today=now.astimezone(REGION_TIME).date()
        ),
        result=last_result(subjects),
        theme_line=theme_line(db.session, participant.keys, region_id=participant.belonging.region_id, now=now),
        remarks_open=open_remarks(db.session, region_id=participant.belonging.region_id, now=now) is not None,
    )


@blueprint.get("/done/<wave_id>")
@quickly_compressed
@filled_to(RECEIPT_BYTES)
@participant_only
def show_done(participant: Participant, wave_id: str) -> str:
    """Show whether the answers just given count, one of them beside the region's figures, and one card."""
    now, looking = clock.now(), looking_of(participant)
    pulse = own_pulse(db.session, participant.belonging, wave_id=wave_id, diary=looking.diary, now=now)
    if pulse is None or not pulse.answered:
        abort(404)
    receipt = receipt_of(looking.diary.waves[wave_id])
    choice = new_card(db.session, looking, wave_id=wave_id)
    return render_template(
        "mirror/done.html",
        pulse=pulse,
        still_open=now < pulse.closes,
        answers_count=receipt.answers,
        counted=receipt.counted,
        replaced=receipt.replaced,
        mirror_moment=moment(db.session, looking, wave_id=wave_id),
        card=card_view(choice, looking=looking, new=True) if choice else None,
        card_turned=was_turned(looking, wave_id=wave_id),
        contacts=turn_to(db.session, participant.belonging),
    )


@blueprint.get("/mirror")
@participant_only
def show_mirror(participant: Participant) -> BaseResponse:
    """Show the mirror: up to three lines, then for each question the participant's answer beside the chosen group."""
    looking, asked = looking_of(participant), _asked_comparison()
    choice = kept_choice(asked or request.cookies.get(BESIDE), groups=looking.groups)
    page = mirror_page(db.session, looking, choice=choice)
    response = make_response(
        render_template(
            "mirror/mirror.html",
            page=page,
            choice=choice,
            choices=available_choices(db.session, looking),
            group=own_group(choice),
            answered=bool(looking.diary.waves),
            belonging=participant.belonging,
        )
    )
    if asked:
        keep_choice(response, choice)
    return response


@blueprint.get("/mirror/year")
@participant_only
def show_year(participant: Participant) -> str:
    """Show the participant's answers of the past year on one page, to print or to bring to a conversation."""
    looking = looking_of(participant)
    choice = kept_choice(request.cookies.get(BESIDE), groups=looking.groups)
    return render_template(
        "mirror/year.html",
        subjects=year_of(db.session, looking, choice=choice),
        group=own_group(choice),
        done=[say(each.card.title) for each in own_cards(db.session, looking).done],
        today=long_day(clock.now().astimezone(REGION_TIME).date()),
    )


@blueprint.get("/mirror/<construct>")
@participant_only
def show_construct(participant: Participant, construct: str) -> str:
    """Show one construct beside a chosen group; only that part of the page when htmx asks for it."""
    looking, asked = looking_of(participant), _asked_comparison()
    try:
        items = looking.items_of(construct)
    except ConstructUnknown:
        abort(404)
    choice = kept_choice(asked or request.cookies.get(BESIDE), groups=looking.groups)
    return render(
        "mirror/construct.html",
        fragment="mirror/_comparison.html",
        construct=construct,
        title=say(items[0].short),
        choice=choice,
        choices=choices(db.session, looking, items=items),
        compared=compare(db.session, looking, items=items, choice=choice),
        group=own_group_in_short(choice),
        group_in_full=own_group(choice),
        notes=notes_with(
            looking.diary,
            construct,
            waves=looking.timeline.waves,
            questions=questions_about(looking, construct),
        ),
        form=NoteForm(None).offer(questions_about(looking, construct)),
    )


def _asked_comparison() -> str | None:
    """Return the comparison named in the address, None without one; 400 for an unknown one."""
    try:
        chosen(request.args.get("with"))
    except ComparisonUnknown:
        abort(400, description=_("You can compare with: region, orgtype, experience or team."))
    return request.args.get("with")


@blueprint.get("/mirror.json")
@filled_to(DIARY_BYTES)
@participant_only
def take_json(participant: Participant) -> Response:
    """Send the participant everything in their diary as a JSON file."""
    looking = looking_of(participant)
    return jsonify(as_json(looking.diary, waves=looking.timeline.waves))


@blueprint.get("/mirror.csv")
@participant_only
def take_csv(participant: Participant) -> Response:
    """Send the participant's answers as a CSV file for a spreadsheet, one answer per row."""
    looking = looking_of(participant)
    return Response(
        as_csv(looking.diary, waves=looking.timeline.waves, asked=looking.every_item),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=peil.csv"},
    )


@blueprint.get("/cards")
@filled_to(OWN_CARDS_BYTES)
@participant_only
def show_cards(participant: Participant) -> str:
    """Show the participant's new card, others that fit, and those kept or done."""
    looking = looking_of(participant)
    return render_template(
        "cards/cards.html",
        **cards_page(own_cards(db.session, looking), looking=looking),
        contacts=turn_to(db.session, participant.belonging),
    )


@blueprint.post("/cards/<key>")
@filled_to(CARD_BYTES)
@participant_only
def turn_own_card(participant: Participant, key: str) -> str | BaseResponse:
    """Keep a card, put it off, mark it done or refused, say whether it helped, or take that back."""
    try:
        card_named(key)
        with writing(db.session):
            _turn(participant, key)
    except CardUnknown:
        abort(404)
    except NotAParticipant:
        return ask_for_code()
    except StateUnknown:
        abort(400, description=_wrong_state())
    if wants_fragment():
        contacts = turn_to(db.session, participant.belonging)
        return render_template("cards/_card.html", choice=_card(participant, key), contacts=contacts)
    return redirect(url_for("mirror.show_cards") + f"#card-{key}", code=303)


def _wrong_state() -> str:
    return _(
        "A card can be saved, done or refused, and each can be taken back. Only the new card can wait for the next "
        "round; only of a done card you can say whether it helped."
    )


def _turn(participant: Participant, key: str) -> None:
    looking, form = looking_of(participant), request.form
    if "helped" in form:
        say_if_it_helped(db.session, participant.keys, looking, key=key, helped=form["helped"])
    else:
        turn_card(db.session, participant.keys, looking, key=key, state=form.get("state", ""))


def _card(participant: Participant, key: str) -> OwnCardView:
    """Return the card as it stands now, with its reasons when its rule still holds."""
    looking = looking_of(participant)
    own = own_cards(db.session, looking)
    if own.new and own.new.card.key == key:
        return card_view(own.new, looking=looking, new=True)
    every = [*own.fitting, *own.saved, *own.later, *own.done]
    found = next((choice for choice in every if choice.card.key == key), None)
    return card_view(found or card_named(key), looking=looking)


def looking_of(participant: Participant) -> Looking:
    """Return the participant's diary, time axis and groups, as read for this request."""
    return look(db.session, participant, now=clock.now())
