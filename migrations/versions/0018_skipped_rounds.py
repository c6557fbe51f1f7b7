"""A programme can leave out school holidays, and rounds that somebody skips

Revision: 0018, after 0022. Going back forgets both: rounds that have not opened are planned again without them.
"""

from alembic import op
import sqlalchemy as sa

revision = '0018'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('programme', sa.Column('school_holidays', sa.String(length=10), nullable=True))
    op.add_column('programme', sa.Column('skipped', sa.JSON(), nullable=True))


def downgrade():
    op.drop_column('programme', 'skipped')
    op.drop_column('programme', 'school_holidays')
