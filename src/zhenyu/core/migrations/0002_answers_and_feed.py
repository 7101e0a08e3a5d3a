"""Requests already answered; the order in which changes were committed, for those who follow them; rows of no domain."""

from django.db import migrations, models

# Every row that is there gets the transaction of this migration (the default is evaluated once, nothing is rewritten).
FEED = """
ALTER TABLE core_change ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX core_change_feed ON core_change (xact, id);
"""
FORGET_FEED = """
DROP INDEX core_change_feed;
ALTER TABLE core_change DROP COLUMN xact;
"""

# What belongs to no domain (a filed report) is open to any duty in its area, also to be written down by a clerk of one domain.
MAY_SEE = """
CREATE OR REPLACE FUNCTION zhenyu_may_see(area text, domain text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT zhenyu_under(area, zhenyu_scope({domain}))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_scope_changes_jobs")]

    operations = [
        migrations.CreateModel(
            name="Answered",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("user_id", models.BigIntegerField()),
                ("key", models.CharField(max_length=100)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("body", models.JSONField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user_id", "key"), name="one_answer_of_a_key")
                ],
            },
        ),
        migrations.RunSQL(FEED, FORGET_FEED),
        migrations.RunSQL(MAY_SEE.format(domain="nullif(domain, '')"), MAY_SEE.format(domain="domain")),
    ]
