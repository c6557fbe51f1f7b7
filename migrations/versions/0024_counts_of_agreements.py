"""Counts of what teams have agreements about, per release; two columns of staff that nothing read are gone

Revision: 0024, after 0023. Going back drops the counts; the next upgrade counts anew from the agreements there are. Who
invited somebody stands in the log of staff actions; going back, the first account stands in its place, and the day on
which going back happened in that of the day on which a browser was seen.
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
    with op.batch_alter_table('staff_invitation') as batch_op:
        batch_op.drop_constraint(op.f('fk_staff_invitation_invited_by_staff_account'), type_='foreignkey')
        batch_op.drop_column('invited_by')
    with op.batch_alter_table('staff_device') as batch_op:
        batch_op.drop_column('seen_on')


def downgrade():
    with op.batch_alter_table('staff_device') as batch_op:
        batch_op.add_column(sa.Column('seen_on', sa.Date(), nullable=True))
    op.execute('UPDATE staff_device SET seen_on = CURRENT_DATE')
    with op.batch_alter_table('staff_device') as batch_op:
        batch_op.alter_column('seen_on', existing_type=sa.Date(), nullable=False)
    with op.batch_alter_table('staff_invitation') as batch_op:
        batch_op.add_column(sa.Column('invited_by', sa.String(length=20), nullable=True))
    op.execute('UPDATE staff_invitation SET invited_by = (SELECT min(id) FROM staff_account)')
    op.execute('DELETE FROM staff_invitation WHERE invited_by IS NULL')
    with op.batch_alter_table('staff_invitation') as batch_op:
        batch_op.alter_column('invited_by', existing_type=sa.String(length=20), nullable=False)
        batch_op.create_foreign_key(op.f('fk_staff_invitation_invited_by_staff_account'), 'staff_account', ['invited_by'], ['id'])
    op.drop_table('agreement_count')
