"""Key holders in the place of a single trustee

A trustee becomes the one holder of the whole key: the same key (X25519) in age's notation, so the trustee's file goes
on working and no period opens without the one who was promised.

Revision: 0012, after 0008.
"""

from alembic import op
import sqlalchemy as sa

from app.vault.bech32 import decode, encode

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

PROGRAMME = sa.table('programme', sa.column('id', sa.String), sa.column('trustee_key', sa.LargeBinary), sa.column('holders_needed', sa.Integer))
HOLDER = sa.table('key_holder', sa.column('programme_id', sa.String), sa.column('place', sa.Integer), sa.column('name', sa.String), sa.column('recipient', sa.String), sa.column('email', sa.String))

ROUND = sa.table('theme_round', sa.column('waiting_because', sa.String))
WAITS = (('trustee_needed', 'holders_needed'), ('wrong_trustee', 'wrong_share'))


def upgrade():
    op.create_table('key_holder',
    sa.Column('programme_id', sa.String(length=20), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('recipient', sa.String(length=100), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_key_holder_programme_id_programme')),
    sa.PrimaryKeyConstraint('programme_id', 'place', name=op.f('pk_key_holder'))
    )
    op.add_column('programme', sa.Column('holders_needed', sa.Integer(), nullable=True))
    op.add_column('period', sa.Column('key_holders', sa.JSON(none_as_null=True), nullable=True))
    connection = op.get_bind()
    entrusted = connection.execute(sa.select(PROGRAMME.c.id, PROGRAMME.c.trustee_key).where(PROGRAMME.c.trustee_key.is_not(None))).all()
    for programme_id, public in entrusted:
        holder = {'programme_id': programme_id, 'place': 0, 'name': 'trustee', 'recipient': encode('age', bytes(public)), 'email': ''}
        connection.execute(sa.insert(HOLDER).values(holder))
        connection.execute(sa.update(PROGRAMME).where(PROGRAMME.c.id == programme_id).values(holders_needed=1))
    for before, after in WAITS:
        connection.execute(sa.update(ROUND).where(ROUND.c.waiting_because == before).values(waiting_because=after))
    op.execute('ALTER TABLE programme DROP COLUMN trustee_key')


def downgrade():
    """One holder of the whole key becomes the trustee again; several cannot: their programme has no trustee then."""
    op.add_column('programme', sa.Column('trustee_key', sa.LargeBinary(length=32), nullable=True))
    connection = op.get_bind()
    single = sa.select(PROGRAMME.c.id).where(PROGRAMME.c.holders_needed == 1)
    for programme_id, recipient in connection.execute(sa.select(HOLDER.c.programme_id, HOLDER.c.recipient).where(HOLDER.c.programme_id.in_(single))).all():
        public = decode('age', recipient)
        connection.execute(sa.update(PROGRAMME).where(PROGRAMME.c.id == programme_id).values(trustee_key=public))
    for before, after in WAITS:
        connection.execute(sa.update(ROUND).where(ROUND.c.waiting_because == after).values(waiting_because=before))
    op.drop_table('key_holder')
    op.execute('ALTER TABLE period DROP COLUMN key_holders')
    op.execute('ALTER TABLE programme DROP COLUMN holders_needed')
