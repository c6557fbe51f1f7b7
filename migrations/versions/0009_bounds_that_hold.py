"""Bounds that hold beside the bins of a release, and a salt per group for its digest

What was published before keeps its digest, which is over its bins; its rows get the bounds that hold.

Revision: 0009, after 0008.
"""

from alembic import op
import sqlalchemy as sa

from app.releases.rules.bounds import with_bounds
from app.releases.rules.cells import Published, Row, Withheld

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

PLACE = ('level', 'group', 'group_name', 'parent', 'breakdown', 'category', 'item', 'statistic', 'option')
ROWS = sa.table(
    'release_row',
    *(sa.column(name) for name in ('period_id', 'place', *PLACE, 'size_class')),
    *(sa.column(name, sa.Double) for name in ('value', 'lower', 'upper', 'bin_lower', 'bin_upper')),
)
THIS = (ROWS.c.period_id == sa.bindparam('of_period')) & (ROWS.c.place == sa.bindparam('of_place'))


def upgrade():
    op.create_table('release_leaf',
    sa.Column('period_id', sa.String(length=20), nullable=False),
    sa.Column('level', sa.String(length=12), nullable=False),
    sa.Column('group', sa.String(length=64), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['period_id'], ['release.period_id'], name=op.f('fk_release_leaf_period_id_release')),
    sa.PrimaryKeyConstraint('period_id', 'level', 'group', name=op.f('pk_release_leaf'))
    )
    op.add_column('release', sa.Column('root', sa.String(length=64), nullable=True))
    op.add_column('release_row', sa.Column('bin_lower', sa.Double(), nullable=True))
    op.add_column('release_row', sa.Column('bin_upper', sa.Double(), nullable=True))
    connection = op.get_bind()
    for period_id in connection.scalars(sa.select(ROWS.c.period_id).distinct()).all():
        widen(connection, period_id)


def widen(connection, period_id):
    """Keep the bounds of a release as its bins, and write the bounds that hold in their place."""
    stored = connection.execute(sa.select(ROWS).where(ROWS.c.period_id == period_id).order_by(ROWS.c.place)).mappings()
    places, rows = [], []
    for row in stored.all():
        figures = (row['value'], row['lower'], row['upper'])
        cell = Withheld() if row['value'] is None else Published(row['size_class'], *figures)
        places.append(row['place'])
        rows.append(Row(**{name: row[name] for name in PLACE}, cell=cell))
    shown = [(place, row.cell) for place, row in zip(places, with_bounds(rows)) if isinstance(row.cell, Published)]
    names = ('value', 'lower', 'upper', 'bin_lower', 'bin_upper')
    changes = [
        {'of_period': period_id, 'of_place': place, **{name: getattr(cell, name) for name in names}}
        for place, cell in shown
    ]
    if changes:
        change = sa.update(ROWS).where(THIS).values({name: sa.bindparam(name) for name in names})
        connection.execute(change, changes)


def downgrade():
    """What was published with salts cannot be checked any more; the figures are its bins again."""
    middle = (ROWS.c.bin_lower + ROWS.c.bin_upper) / 2
    narrow = sa.update(ROWS).values(value=middle, lower=ROWS.c.bin_lower, upper=ROWS.c.bin_upper)
    op.execute(narrow.where(ROWS.c.bin_lower.is_not(None)))
    op.drop_column('release_row', 'bin_upper')
    op.drop_column('release_row', 'bin_lower')
    op.drop_column('release', 'root')
    op.drop_table('release_leaf')
