"""People to turn to: contacts that staff write down for a region or an organisation

Revision: 0022, after 0021. Going back drops the table: the contacts have to be typed again.
"""

from alembic import op
import sqlalchemy as sa

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('contact',
    sa.Column('scope', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('reach', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('scope', 'kind', name=op.f('pk_contact'))
    )


def downgrade():
    op.drop_table('contact')
