"""Counts of what teams have agreements about, per release

Revision: 0024, after 0023. Going back drops the counts; the next upgrade counts anew from the agreements there are.
"""

from alembic import op
import sqlalchemy as sa

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('agreement_count',
    sa.Column('period_id', sa.String(length=20), nullable=False),
    sa.Column('level', sa.String(length=12), nullable=False),
    sa.Column('group', sa.String(length=64), nullable=False),
    sa.Column('construct', sa.String(length=64), nullable=False),
    sa.Column('teams', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['period_id'], ['release.period_id'], name=op.f('fk_agreement_count_period_id_release')),
    sa.PrimaryKeyConstraint('period_id', 'level', 'group', 'construct', name=op.f('pk_agreement_count'))
    )


def downgrade():
    op.drop_table('agreement_count')
