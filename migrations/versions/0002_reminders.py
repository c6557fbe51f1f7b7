"""Reminders: push subscriptions and calendar feeds

Revision: 0002, after 0001.
"""

from alembic import op
import sqlalchemy as sa

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('feed_address',
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('region_id', sa.String(length=20), nullable=False),
    sa.Column('revoked', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_feed_address_region_id_region')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_feed_address')),
    info={'private': True},
    sqlite_with_rowid=False
    )
    op.create_table('push_subscription',
    sa.Column('key', sa.LargeBinary(length=32), nullable=False),
    sa.Column('region_id', sa.String(length=20), nullable=False),
    sa.Column('endpoint', sa.String(length=1024), nullable=False),
    sa.Column('p256dh', sa.LargeBinary(length=65), nullable=False),
    sa.Column('auth', sa.LargeBinary(length=16), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('quiet_from', sa.Integer(), nullable=False),
    sa.Column('quiet_to', sa.Integer(), nullable=False),
    sa.Column('next_due', sa.Integer(), nullable=False),
    sa.Column('sent_in_wave', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_push_subscription_region_id_region')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_push_subscription')),
    info={'private': True},
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('push_subscription', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_push_subscription_next_due'), ['next_due'], unique=False)


def downgrade():
    with op.batch_alter_table('push_subscription', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_push_subscription_next_due'))

    op.drop_table('push_subscription')
    op.drop_table('feed_address')
