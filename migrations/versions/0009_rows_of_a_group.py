"""The rows of one group are found in their order, however large the release

Revision: 0009, after 0008.
"""

from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.drop_index('ix_release_row_group', table_name='release_row')
    op.create_index('ix_release_row_group', 'release_row', ['period_id', 'level', 'group', 'place'])


def downgrade():
    op.drop_index('ix_release_row_group', table_name='release_row')
    op.create_index('ix_release_row_group', 'release_row', ['period_id', 'level', 'group'])
