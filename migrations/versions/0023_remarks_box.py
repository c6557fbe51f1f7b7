"""A remarks box outside answers and teams; a programme cannot have weaker protection than the rules need

Revision: 0023, after 0018. Going back deletes every remark that was not read yet.
"""

from alembic import op
import sqlalchemy as sa

revision = '0023'
down_revision = '0018'
branch_labels = None
depends_on = None

STATES = ('planned', 'open', 'closed', 'deleted')
PROTECTION = 'min_group >= 2 * colluders + 3 AND colluders >= 1'
GRACE = 'grace_days BETWEEN 0 AND 14'


def upgrade():
    op.create_table('remarks_of_period',
    sa.Column('period_id', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('public_key', sa.LargeBinary(length=32), nullable=True),
    sa.Column('waiting_because', sa.String(length=20), nullable=True),
    sa.Column('delete_on', sa.Date(), nullable=True),
    sa.CheckConstraint(f'state IN {STATES}', name=op.f('ck_remarks_of_period_state')),
    sa.ForeignKeyConstraint(['period_id'], ['period.id'], name=op.f('fk_remarks_of_period_period_id_period')),
    sa.PrimaryKeyConstraint('period_id', name=op.f('pk_remarks_of_period'))
    )
    for table, key in (('remark', sa.Column('id', sa.String(length=20), nullable=False)), ('remark_envelope', sa.Column('name', sa.LargeBinary(length=32), nullable=False))):
        op.create_table(table,
        key,
        sa.Column('period_id', sa.String(length=20), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['period_id'], ['remarks_of_period.period_id'], name=op.f(f'fk_{table}_period_id_remarks_of_period')),
        sa.PrimaryKeyConstraint(key.name, name=op.f(f'pk_{table}')),
        info={'private': True},
        sqlite_with_rowid=False
        )
        op.create_index(op.f(f'ix_{table}_period_id'), table, ['period_id'], unique=False)
    op.execute('UPDATE programme SET colluders = 1 WHERE colluders < 1')
    op.execute('UPDATE programme SET min_group = 2 * colluders + 3 WHERE min_group < 2 * colluders + 3')
    op.execute(f'UPDATE programme SET grace_days = CASE WHEN grace_days < 0 THEN 0 ELSE 14 END WHERE NOT {GRACE}')
    with op.batch_alter_table('programme') as batch_op:
        batch_op.add_column(sa.Column('remarks_box', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint(op.f('ck_programme_protection'), PROTECTION)
        batch_op.create_check_constraint(op.f('ck_programme_grace'), GRACE)
    with op.batch_alter_table('programme') as batch_op:
        batch_op.alter_column('remarks_box', server_default=None)


def downgrade():
    with op.batch_alter_table('programme') as batch_op:
        batch_op.drop_constraint(op.f('ck_programme_grace'), type_='check')
        batch_op.drop_constraint(op.f('ck_programme_protection'), type_='check')
        batch_op.drop_column('remarks_box')
    op.drop_table('remark_envelope')
    op.drop_table('remark')
    op.drop_table('remarks_of_period')
