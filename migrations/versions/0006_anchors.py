"""Anchors per programme: which items are asked in every wave

Revision: 0006, after 0005.
"""

from alembic import op
import sqlalchemy as sa

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('programme', sa.Column('anchors', sa.JSON(none_as_null=True), nullable=True))


def downgrade():
    op.drop_column('programme', 'anchors')
