"""One message that the result is there: when a browser gets it, and which results were announced

Revision: 0021, after 0016. Results from before this upgrade count as announced, so that nobody gets a message about an
old one. Going back forgets both; nothing else changes.
"""

from alembic import op
import sqlalchemy as sa

revision = '0021'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('announced_result',
    sa.Column('period_id', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['period_id'], ['period.id'], name=op.f('fk_announced_result_period_id_period')),
    sa.PrimaryKeyConstraint('period_id', name=op.f('pk_announced_result'))
    )
    op.execute("INSERT INTO announced_result (period_id) SELECT id FROM period WHERE state = 'released'")
    op.add_column('push_subscription', sa.Column('result_due', sa.Integer(), nullable=True))
    op.add_column('push_subscription', sa.Column('result_failures', sa.Integer(), nullable=False, server_default='0'))
    op.create_index(op.f('ix_push_subscription_result_due'), 'push_subscription', ['result_due'])


def downgrade():
    op.drop_index(op.f('ix_push_subscription_result_due'), table_name='push_subscription')
    op.drop_column('push_subscription', 'result_failures')
    op.drop_column('push_subscription', 'result_due')
    op.drop_table('announced_result')
