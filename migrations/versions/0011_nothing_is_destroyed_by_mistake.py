"""The counting plan a period opened with, the last tick's moment, and what waits for a person

Revision: 0011, after 0008.
"""

from alembic import op
import sqlalchemy as sa

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('counting_plan',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_counting_plan'))
    )
    op.create_table('tick_record',
    sa.Column('name', sa.String(length=12), nullable=False),
    sa.Column('ticked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('mixed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_tick_record'))
    )
    op.create_table('concern',
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('subject', sa.String(length=60), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'subject', name=op.f('pk_concern'))
    )
    # Added in place: SQLite would have to copy a table that others refer to.
    op.add_column('period', sa.Column('plan_digest', sa.String(length=64), nullable=True))


def downgrade():
    op.drop_column('period', 'plan_digest')
    op.drop_table('concern')
    op.drop_table('tick_record')
    op.drop_table('counting_plan')
