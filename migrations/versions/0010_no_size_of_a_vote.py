"""Votes on themes have no size, and no word tells that the lot decided

Revision: 0010, after 0008. Sizes that were published before go too: without noise "7-9" of seven voters told everything.
Down, every round says that the lot decided nothing and that no size is shown.
"""

from alembic import op
import sqlalchemy as sa

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    # Not in a batch: SQLite would make the tables anew, and proposals would lose their round meanwhile.
    op.drop_column('theme_proposal', 'size_class')
    for name in ('none_size', 'choice_by_lot', 'shortlist_by_lot'):
        op.drop_column('theme_round', name)


def downgrade():
    for name in ('shortlist_by_lot', 'choice_by_lot'):
        op.add_column('theme_round', sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('theme_round', sa.Column('none_size', sa.String(length=8), nullable=True))
    op.add_column('theme_proposal', sa.Column('size_class', sa.String(length=8), nullable=True))
