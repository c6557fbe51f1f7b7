"""Questionnaires that a programme team writes on a page, and their published versions

Revision: 0030, after 0026. Going back drops both tables: programmes that ask such a questionnaire are paused before that,
and ask the first questionnaire when somebody starts them again. Periods that have opened keep their own counting plan.
"""

from alembic import op
import sqlalchemy as sa

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('questionnaire_draft',
    sa.Column('id', sa.String(length=20), nullable=False),
    sa.Column('region_id', sa.String(length=20), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_questionnaire_draft_region_id_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaire_draft'))
    )
    op.create_index(op.f('ix_questionnaire_draft_region_id'), 'questionnaire_draft', ['region_id'], unique=False)
    op.create_table('published_questionnaire',
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('draft_id', sa.String(length=20), nullable=False),
    sa.Column('region_id', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_published_questionnaire_region_id_region')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_published_questionnaire'))
    )
    for column in ('draft_id', 'region_id'):
        op.create_index(op.f(f'ix_published_questionnaire_{column}'), 'published_questionnaire', [column], unique=False)


def downgrade():
    from app.instrument.installed import FIRST_QUESTIONNAIRE

    programme = sa.table('programme', sa.column('instrument_key', sa.String), sa.column('paused', sa.Boolean))
    own = sa.update(programme).where(programme.c.instrument_key.like('own\\_%', escape='\\'))
    op.execute(own.values(paused=True, instrument_key=FIRST_QUESTIONNAIRE))
    op.drop_table('published_questionnaire')
    op.drop_table('questionnaire_draft')
