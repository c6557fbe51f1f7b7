"""When the days of a round were last set, so that calendars tell a moved day from the one before

Revision: 0014, after 0008.
"""

from alembic import op
import sqlalchemy as sa

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    """Rounds that stand get their own opening, or this moment where that is still to come."""
    moment = sa.DateTime(timezone=True)
    # The default stands for no round: it only lets the column be filled without making the table anew.
    op.add_column('wave', sa.Column('dated_at', moment, nullable=False, server_default='2020-01-01 00:00:00+00:00'))
    wave = sa.table('wave', sa.column('opens_at', moment), sa.column('dated_at', moment))
    now = sa.func.current_timestamp()
    op.execute(wave.update().values(dated_at=sa.case((wave.c.opens_at < now, wave.c.opens_at), else_=now)))


def downgrade():
    op.drop_column('wave', 'dated_at')
