"""Staff access: passkeys, passwords with codes, invitations, single sign-on, sessions that tell where they are

Revision: 0003, after 0002.
"""

from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

OLD_ROLES = "role IN ('region', 'organisation', 'team')"
ROLES = "role IN ('region', 'organisation', 'team', 'council')"


def upgrade():
    with op.batch_alter_table('staff_account') as batch_op:
        batch_op.drop_constraint(op.f('ck_staff_account_role'), type_='check')
        batch_op.create_check_constraint(op.f('ck_staff_account_role'), ROLES)
        batch_op.add_column(sa.Column('active', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('password_hash', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('totp_sealed', sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column('totp_step', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('single_sign_on', sa.LargeBinary(length=32), nullable=True))
    # Nobody is kept signed in over this change: the old rows do not tell since when.
    op.execute('DELETE FROM staff_session')
    with op.batch_alter_table('staff_session') as batch_op:
        batch_op.add_column(sa.Column('id', sa.String(length=20), nullable=False))
        batch_op.add_column(sa.Column('began_at', sa.DateTime(timezone=True), nullable=False))
        batch_op.add_column(sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False))
        batch_op.add_column(sa.Column('device', sa.String(length=40), nullable=False))
    with op.batch_alter_table('audit_event') as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_event_happened_at'), ['happened_at'], unique=False)
    op.create_table('staff_passkey',
    sa.Column('credential_id', sa.LargeBinary(length=1023), nullable=False),
    sa.Column('id', sa.String(length=20), nullable=False),
    sa.Column('account_id', sa.String(length=20), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('device', sa.String(length=40), nullable=False),
    sa.Column('added_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['staff_account.id'], name=op.f('fk_staff_passkey_account_id_staff_account')),
    sa.PrimaryKeyConstraint('credential_id', name=op.f('pk_staff_passkey'))
    )
    op.create_table('staff_invitation',
    sa.Column('id', sa.String(length=20), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('scope', sa.String(length=20), nullable=False),
    sa.Column('invited_by', sa.String(length=20), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint(ROLES, name=op.f('ck_staff_invitation_role')),
    sa.ForeignKeyConstraint(['invited_by'], ['staff_account.id'], name=op.f('fk_staff_invitation_invited_by_staff_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_invitation')),
    sa.UniqueConstraint('email', name=op.f('uq_staff_invitation_email')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_staff_invitation_token_hash'))
    )
    op.create_table('staff_provider',
    sa.Column('organisation_id', sa.String(length=20), nullable=False),
    sa.Column('issuer', sa.String(length=255), nullable=False),
    sa.Column('client_id', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_staff_provider_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('organisation_id', name=op.f('pk_staff_provider'))
    )
    op.create_table('staff_attempt',
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('account_id', sa.String(length=20), nullable=True),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['staff_account.id'], name=op.f('fk_staff_attempt_account_id_staff_account')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_staff_attempt'))
    )
    op.create_table('staff_throttle',
    sa.Column('key', sa.LargeBinary(length=32), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_staff_throttle'))
    )
    op.create_table('staff_device',
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('account_id', sa.String(length=20), nullable=False),
    sa.Column('seen_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['staff_account.id'], name=op.f('fk_staff_device_account_id_staff_account')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_staff_device'))
    )


def downgrade():
    for table in ('staff_device', 'staff_throttle', 'staff_attempt', 'staff_provider', 'staff_invitation', 'staff_passkey'):
        op.drop_table(table)
    with op.batch_alter_table('audit_event') as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_event_happened_at'))
    with op.batch_alter_table('staff_session') as batch_op:
        for column in ('device', 'seen_at', 'began_at', 'id'):
            batch_op.drop_column(column)
    # Before this revision nobody knew councils, nor accounts that let nobody in: neither may come back as more.
    gone = "(SELECT id FROM staff_account WHERE role = 'council' OR NOT active)"
    for table in ('staff_session', 'staff_link', 'audit_event'):
        op.execute(f'DELETE FROM {table} WHERE account_id IN {gone}')
    op.execute("DELETE FROM staff_account WHERE role = 'council' OR NOT active")
    with op.batch_alter_table('staff_account') as batch_op:
        for column in ('single_sign_on', 'totp_step', 'totp_sealed', 'password_hash', 'active'):
            batch_op.drop_column(column)
        batch_op.drop_constraint(op.f('ck_staff_account_role'), type_='check')
        batch_op.create_check_constraint(op.f('ck_staff_account_role'), OLD_ROLES)
