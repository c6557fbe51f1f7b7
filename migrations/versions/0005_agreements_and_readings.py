"""What groups write beside their figures: agreements, and readings of a release

Revision: 0005, after 0004.
"""

from alembic import op
import sqlalchemy as sa

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('agreement',
    sa.Column('id', sa.String(length=20), nullable=False),
    sa.Column('level', sa.String(length=12), nullable=False),
    sa.Column('group', sa.String(length=64), nullable=False),
    sa.Column('period_id', sa.String(length=20), nullable=False),
    sa.Column('construct', sa.String(length=64), nullable=False),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.Column('agreed_on', sa.Date(), nullable=False),
    sa.Column('look_back_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f('ck_agreement_state')),
    sa.ForeignKeyConstraint(['period_id'], ['release.period_id'], name=op.f('fk_agreement_period_id_release')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement'))
    )
    with op.batch_alter_table('agreement') as batch_op:
        batch_op.create_index('ix_agreement_group', ['level', 'group'], unique=False)
    op.create_table('reading',
    sa.Column('period_id', sa.String(length=20), nullable=False),
    sa.Column('level', sa.String(length=12), nullable=False),
    sa.Column('group', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('author_role', sa.String(length=12), nullable=False),
    sa.Column('written_on', sa.Date(), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.CheckConstraint("author_role IN ('region', 'organisation', 'team')", name=op.f('ck_reading_author_role')),
    sa.ForeignKeyConstraint(['period_id'], ['release.period_id'], name=op.f('fk_reading_period_id_release')),
    sa.PrimaryKeyConstraint('period_id', 'level', 'group', 'version', name=op.f('pk_reading'))
    )


def downgrade():
    op.drop_table('reading')
    with op.batch_alter_table('agreement') as batch_op:
        batch_op.drop_index('ix_agreement_group')
    op.drop_table('agreement')
