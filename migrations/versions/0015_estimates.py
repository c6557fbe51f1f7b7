"""Estimates of what was released, worked out when a release is published

Revision: 0015, after 0008.
"""

from alembic import op
import sqlalchemy as sa

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('estimation',
    sa.Column('period_id', sa.String(length=20), nullable=False),
    sa.Column('method', sa.Integer(), nullable=False),
    sa.Column('learnt', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['period_id'], ['release.period_id'], name=op.f('fk_estimation_period_id_release')),
    sa.PrimaryKeyConstraint('period_id', name=op.f('pk_estimation'))
    )
    op.create_table('estimate',
    sa.Column('period_id', sa.String(length=20), nullable=False),
    sa.Column('level', sa.String(length=12), nullable=False),
    sa.Column('group', sa.String(length=64), nullable=False),
    sa.Column('item', sa.String(length=140), nullable=False),
    sa.Column('option', sa.String(length=140), nullable=False),
    sa.Column('share', sa.Double(), nullable=False),
    sa.Column('lower', sa.Double(), nullable=False),
    sa.Column('upper', sa.Double(), nullable=False),
    sa.Column('above_reference', sa.Double(), nullable=True),
    sa.Column('above_before', sa.Double(), nullable=True),
    sa.Column('gap', sa.String(length=8), nullable=False),
    sa.Column('movement', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['period_id'], ['estimation.period_id'], name=op.f('fk_estimate_period_id_estimation')),
    sa.PrimaryKeyConstraint('period_id', 'level', 'group', 'item', 'option', name=op.f('pk_estimate'))
    )


def downgrade():
    op.drop_table('estimate')
    op.drop_table('estimation')
