"""The forms of what the API answers and of what may be asked, from which its OpenAPI description is made."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from app import languages
from app.releases.rules.cells import STATISTICS
from app.web.problems import MEDIA_TYPE

PUBLIC_LEVELS = ("region", "orgtype")
MOST_PER_PAGE = 1000
KEPT = r"^[^\x00]*$"
"""What a text in an address may be: anything without the character 0, which is refused before it is read."""
DIGEST = {"example": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}


def _text(description: str, **more: object) -> fields.String:
    return fields.String(required=True, metadata={"description": description, **more})


def _asked(description: str, *limits: Length) -> fields.String:
    """Return a text that a query may give, with other limits that it has."""
    kept = Regexp(KEPT, error="There is a character in it that cannot be kept.")
    return fields.String(validate=[kept, *limits], metadata={"description": description})


def _number(description: str) -> fields.Float:
    return fields.Float(required=True, allow_none=True, metadata={"description": description})


class ProblemSchema(Schema):
    """The body of every error response: problem details (RFC 9457)."""

    type = _text("Always about:blank: the status says what kind of problem it is.")
    title = _text("What is wrong, in a few words.")
    status = fields.Integer(required=True, metadata={"description": "The HTTP status."})
    detail = _text("What is wrong and how to mend it.")
    errors = fields.Dict(
        keys=fields.String(), values=fields.String(), metadata={"description": "What is wrong, by parameter."}
    )
    known = fields.List(fields.String(), metadata={"description": "The parameters or values that there are."})


class LanguageQuery(Schema):
    """The parameter that every address of the API takes: the language of labels."""

    class Meta:
        """Make the schema refuse parameters that it does not know."""

        unknown = RAISE

    language = fields.String(
        validate=OneOf(languages.available()),
        metadata={"description": "Of the words; otherwise the header Accept-Language decides."},
    )


class PageQuery(LanguageQuery):
    """The parameters of an address that answers in pages."""

    page = fields.Integer(load_default=1, validate=Range(1, 1_000_000), metadata={"description": "Which page, from 1."})
    page_size = fields.Integer(
        load_default=100, validate=Range(1, MOST_PER_PAGE), metadata={"description": "How many on each page."}
    )


class ReleasesQuery(PageQuery):
    """The parameters of the list of releases."""

    region = _asked("Only of the region with this id.", Length(1, 64))


class FiguresQuery(PageQuery):
    """The parameters that filter a release's figures: each one given keeps only the figures with that value."""

    level = fields.String(validate=OneOf(PUBLIC_LEVELS), metadata={"description": "Level of the group."})
    group = _asked("Id of the group.")
    breakdown = _asked("What is broken down by; empty: whole groups only.")
    category = _asked("Category of the breakdown.")
    item = _asked("Key of the question, of a grid with its row after a dot.")
    statistic = fields.String(validate=OneOf(STATISTICS), metadata={"description": "Kind of figure."})
    option = _asked("Key of what is counted; empty for a mean.")


class RegionSchema(Schema):
    """A region as the API names it."""

    id = _text("Stable id.")
    name = _text("Its name.")


class ReleaseSchema(Schema):
    """One release: what was published about one period, once and for all."""

    id = _text("Stable id of the period.")
    region = fields.Nested(RegionSchema, required=True)
    first_day = fields.Date(required=True, metadata={"description": "First day on which people could answer."})
    last_day = fields.Date(required=True, metadata={"description": "Last day on which people could answer."})
    published_on = fields.Date(required=True, metadata={"description": "Day of publication."})
    min_group = fields.Integer(required=True, metadata={"description": "Least people in any figure."})
    digest = _text("SHA-256 of the release, as on /privacy.", **DIGEST)
    previous = _text("Digest of the release before; empty for the first.", **DIGEST)
    links = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "Addresses of its figures, codebook and files."},
    )


class FigureSchema(Schema):
    """One published or withheld figure, with the columns of the CSV."""

    id = _text("Stable id: unique in its release, the same in every release.")
    level = fields.String(required=True, validate=OneOf(PUBLIC_LEVELS))
    group = _text("Id of the group.")
    group_name = _text("Its name when the period opened.")
    parent = _text("Id of the group it belongs to; empty for the region.")
    breakdown = _text("What is broken down by; empty for the whole group.")
    category = _text("Category of the breakdown.")
    item = _text("Key of the question.")
    statistic = fields.String(required=True, validate=OneOf(STATISTICS))
    option = _text("Key of what is counted; empty for a mean.")
    size_class = _text("How many people answered, as a class; empty when withheld.")
    value = _number("Best value: a share from 0 to 1, or a mean; null when withheld.")
    lower = _number("Lower bound, which holds in at least 95 of 100 figures.")
    upper = _number("Upper bound, which holds in at least 95 of 100 figures.")
    bin_lower = _number("Lower end of the published bin.")
    bin_upper = _number("Upper end of the published bin.")
    withheld = fields.Boolean(required=True, metadata={"description": "True: not shown, which says nothing."})
    group_label = _text("The group in the language asked for; a kind of organisation has a name in each.")
    item_label = _text("The question in words.")
    option_label = _text("What is counted, in words.")
    category_label = _text("The category in words.")


class CodeSchema(Schema):
    """One code of a variable in the codebook, with its words."""

    value = _text("The code.")
    words = _text("The code in words.")


class VariableSchema(Schema):
    """One variable of the codebook."""

    name = _text("Stable key, as in `item` of a figure.")
    number = _text("Number in the questionnaire.")
    title = _text("What it measures.")
    question = _text("What is asked.")
    range_words = _text("The numbers that can be given; empty for codes and text.")
    asked = _text("Who is asked.")
    codes = fields.List(fields.Nested(CodeSchema), required=True)


class PageSchema(Schema):
    """The paging of a list: page number and size, how many pages and entries there are, next and previous address."""

    page = fields.Integer(required=True)
    page_size = fields.Integer(required=True)
    pages = fields.Integer(required=True, metadata={"description": "How many pages there are; 0 when empty."})
    total = fields.Integer(required=True, metadata={"description": "How many there are on all pages."})
    next = fields.String(required=True, allow_none=True, metadata={"description": "Address of the next page."})
    previous = fields.String(required=True, allow_none=True, metadata={"description": "Address of the page before."})


class ReleasesSchema(PageSchema):
    """A page of releases, the newest first."""

    releases = fields.List(fields.Nested(ReleaseSchema), required=True)


class FiguresSchema(PageSchema):
    """A page of figures, in the order of the CSV."""

    release = _text("Id of the period.")
    digest = _text("SHA-256 of the release.", **DIGEST)
    figures = fields.List(fields.Nested(FigureSchema), required=True)


class CodebookSchema(Schema):
    """The codebook of a release's questionnaire."""

    release = _text("Id of the period.")
    language = _text("Language of the words.")
    variables = fields.List(fields.Nested(VariableSchema), required=True)


PROBLEM = {"schema": ProblemSchema, "content_type": MEDIA_TYPE}
