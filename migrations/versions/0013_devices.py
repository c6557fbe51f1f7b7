"""Devices of participants can be ended, one by one and all at once

Revision: 0015, after 0008.
"""

from alembic import op
import sqlalchemy as sa

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('ended_device',
    sa.Column('device_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('forget_after', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('device_hash', name=op.f('pk_ended_device')),
    sqlite_with_rowid=False,
    info={'private': True}
    )
    # Without batch mode: nothing is copied, so no table that refers to another is touched.
    op.add_column('membership', sa.Column('epoch', sa.LargeBinary(length=16), nullable=True))


def downgrade():
    op.drop_column('membership', 'epoch')
    op.drop_table('ended_device')
