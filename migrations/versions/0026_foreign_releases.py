"""Public releases of other regions, taken in as a reference

Revision: 0026, after 0018. Going back drops the table: the files have to be taken in again.
"""

from alembic import op
import sqlalchemy as sa

revision = '0026'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('foreign_release',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('region_name', sa.String(length=120), nullable=False),
    sa.Column('period', sa.String(length=20), nullable=False),
    sa.Column('instrument_key', sa.String(length=40), nullable=False),
    sa.Column('taken_on', sa.Date(), nullable=False),
    sa.Column('rows', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_foreign_release'))
    )


def downgrade():
    op.drop_table('foreign_release')
