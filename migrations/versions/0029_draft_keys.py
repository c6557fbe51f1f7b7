"""A key for the unsent drafts of each period, deleted when it closes

Revision: 0029, after 0026. Open periods get a key, so that a full measurement that is being answered can be paused.
Going back drops the keys: drafts that were not sent can then no longer be read, and people begin again.
"""

import secrets

from alembic import op
import sqlalchemy as sa

revision = '0029'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('period') as batch:
        batch.add_column(sa.Column('draft_key', sa.LargeBinary(length=32), nullable=True))
    period = sa.table('period', sa.column('id'), sa.column('state'), sa.column('draft_key'))
    connection = op.get_bind()
    for (key,) in connection.execute(sa.select(period.c.id).where(period.c.state == 'open')).all():
        made = sa.update(period).where(period.c.id == key).values(draft_key=secrets.token_bytes(32))
        connection.execute(made)


def downgrade():
    with op.batch_alter_table('period') as batch:
        batch.drop_column('draft_key')
