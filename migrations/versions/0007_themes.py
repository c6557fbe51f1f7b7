"""Themes by the professionals: rounds, proposals, and one box of sealed ballots

Revision: 0007, after 0006.
"""

from alembic import op
import sqlalchemy as sa

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

STATES = (
    'planned', 'proposing', 'reviewing', 'supporting', 'shortlisted', 'voting',
    'chosen', 'undecided', 'adopted', 'stopped',
)


def upgrade():
    moment = sa.DateTime(timezone=True)
    op.create_table('theme_round',
    sa.Column('id', sa.String(length=20), nullable=False),
    sa.Column('programme_id', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('propose_closes_at', moment, nullable=False),
    sa.Column('support_opens_at', moment, nullable=False),
    sa.Column('support_closes_at', moment, nullable=False),
    sa.Column('vote_closes_at', moment, nullable=False),
    sa.Column('min_group', sa.Integer(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(length=32), nullable=True),
    sa.Column('waiting_because', sa.String(length=20), nullable=True),
    sa.Column('shortlist_by_lot', sa.Boolean(), nullable=False),
    sa.Column('choice_by_lot', sa.Boolean(), nullable=False),
    sa.Column('none_size', sa.String(length=8), nullable=True),
    sa.Column('stopped_because', sa.String(length=300), nullable=True),
    sa.Column('adopted_block', sa.String(length=64), nullable=True),
    sa.Column('adopted_from', sa.Date(), nullable=True),
    sa.CheckConstraint(f"state IN {STATES}", name=op.f('ck_theme_round_state')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_theme_round_programme_id_programme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_theme_round'))
    )
    with op.batch_alter_table('theme_round') as batch_op:
        batch_op.create_index(batch_op.f('ix_theme_round_programme_id'), ['programme_id'], unique=False)
    op.create_table('theme_proposal',
    sa.Column('id', sa.String(length=20), nullable=False),
    sa.Column('round_id', sa.String(length=20), nullable=False),
    sa.Column('title', sa.JSON(), nullable=False),
    sa.Column('why', sa.String(length=300), nullable=False),
    sa.Column('block', sa.String(length=64), nullable=True),
    sa.Column('hidden_because', sa.String(length=300), nullable=True),
    sa.Column('shortlisted', sa.Boolean(), nullable=False),
    sa.Column('size_class', sa.String(length=8), nullable=True),
    sa.Column('chosen', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['theme_round.id'], name=op.f('fk_theme_proposal_round_id_theme_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_theme_proposal'))
    )
    with op.batch_alter_table('theme_proposal') as batch_op:
        batch_op.create_index(batch_op.f('ix_theme_proposal_round_id'), ['round_id'], unique=False)
    op.create_table('theme_ballot',
    sa.Column('name', sa.LargeBinary(length=32), nullable=False),
    sa.Column('round_id', sa.String(length=20), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['theme_round.id'], name=op.f('fk_theme_ballot_round_id_theme_round')),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_theme_ballot')),
    info={'private': True},
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('theme_ballot') as batch_op:
        batch_op.create_index(batch_op.f('ix_theme_ballot_round_id'), ['round_id'], unique=False)


def downgrade():
    op.drop_table('theme_ballot')
    op.drop_table('theme_proposal')
    op.drop_table('theme_round')
