"""A key for the unsent drafts of each period, deleted when it closes; reports that a region composes and publishes

Revision: 0029, after 0026. Open periods get a key, so that a full measurement that is being answered can be paused.
Going back drops the keys (drafts that were not sent can then no longer be read) and every published report.
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
    op.create_table('report_composition',
    sa.Column('region_id', sa.String(length=20), nullable=False),
    sa.Column('period_id', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('order', sa.JSON(), nullable=False),
    sa.Column('sentences', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['period_id'], ['release.period_id'], name=op.f('fk_report_composition_period_id_release')),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_report_composition_region_id_region')),
    sa.PrimaryKeyConstraint('region_id', 'period_id', name=op.f('pk_report_composition'))
    )
    op.create_table('published_report',
    sa.Column('id', sa.String(length=20), nullable=False),
    sa.Column('region_id', sa.String(length=20), nullable=False),
    sa.Column('period_id', sa.String(length=20), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('replaces', sa.String(length=20), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['period_id'], ['release.period_id'], name=op.f('fk_published_report_period_id_release')),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_published_report_region_id_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_published_report')),
    sa.UniqueConstraint('replaces', name=op.f('uq_published_report_replaces'))
    )
    op.create_index(op.f('ix_published_report_region_id'), 'published_report', ['region_id'], unique=False)
    op.create_table('published_file',
    sa.Column('report_id', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['published_report.id'], name=op.f('fk_published_file_report_id_published_report')),
    sa.PrimaryKeyConstraint('report_id', 'name', name=op.f('pk_published_file'))
    )


def downgrade():
    op.drop_table('published_file')
    op.drop_index(op.f('ix_published_report_region_id'), table_name='published_report')
    op.drop_table('published_report')
    op.drop_table('report_composition')
    with op.batch_alter_table('period') as batch:
        batch.drop_column('draft_key')
