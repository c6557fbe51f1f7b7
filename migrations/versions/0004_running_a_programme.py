"""Running a programme: rhythm that can change, full measurements, teams that move and close

Revision: 0004, after 0003.
"""

from alembic import op
import sqlalchemy as sa

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

# Columns are added and dropped in place: SQLite would have to copy tables that others refer to.
# Table, column, type, and the value of existing rows (None: may be empty).
COLUMNS = (
    ('programme', 'name', sa.String(length=120), ''),
    ('programme', 'first_period', sa.Integer(), '1'),
    ('programme', 'first_wave', sa.Integer(), '1'),
    ('programme', 'open_days', sa.Integer(), None),
    ('programme', 'skips_free_days', sa.Boolean(), sa.false()),
    ('programme', 'theme', sa.String(length=64), None),
    ('programme', 'paused', sa.Boolean(), sa.false()),
    ('wave', 'kind', sa.String(length=8), 'pulse'),
    ('organisation', 'closed_on', sa.Date(), None),
    ('team', 'next_organisation_id', sa.String(length=20), None),
    ('team', 'closed_on', sa.Date(), None),
    ('invitation', 'places', sa.Integer(), '0'),
)


def upgrade():
    for table, name, kind, value in COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=value is None, server_default=value))
    op.execute('UPDATE invitation SET places = uses_left')


def downgrade():
    for table, name, _kind, _value in reversed(COLUMNS):
        op.drop_column(table, name)
