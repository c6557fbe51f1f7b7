"""Boards tell estimates: what was concluded from pairs of figures is kept no longer

Revision: 0016, after 0015. Going back makes the table empty again; an older Peil fills it from published rows.
"""

from alembic import op
import sqlalchemy as sa

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade():
    op.drop_table('conclusion')


def downgrade():
    op.create_table('conclusion',
    sa.Column('period_id', sa.String(length=20), nullable=False),
    sa.Column('level', sa.String(length=12), nullable=False),
    sa.Column('group', sa.String(length=64), nullable=False),
    sa.Column('method', sa.Integer(), nullable=False),
    sa.Column('people', sa.JSON(), nullable=False),
    sa.Column('p_values', sa.JSON(), nullable=False),
    sa.Column('intervals', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['period_id'], ['release.period_id'], name=op.f('fk_conclusion_period_id_release')),
    sa.PrimaryKeyConstraint('period_id', 'level', 'group', name=op.f('pk_conclusion'))
    )
