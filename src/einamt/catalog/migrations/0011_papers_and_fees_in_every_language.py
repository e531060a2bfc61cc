"""Papers that are listed get their keys; open and published versions learn the fees' labels in further languages."""

from collections import defaultdict

from django.db import migrations

from einamt.catalog.rules.papers import paper_keys

BATCH = 1000


def give_keys(apps, _editor):
    item = apps.get_model("catalog", "ServiceItem")
    ids = list(
        item.objects.filter(kind="evidence").order_by("service_id").values_list("service_id", flat=True).distinct()
    )
    for start in range(0, len(ids), BATCH):
        listed = defaultdict(lambda: defaultdict(list))
        rows = item.objects.filter(service_id__in=ids[start : start + BATCH], kind="evidence").order_by("position")
        for row in rows:
            listed[row.service_id][row.language].append(row)
        for lists in listed.values():
            names = {language: [row.name for row in found] for language, found in lists.items()}
            for language, keys in paper_keys(names=names, before={}).items():
                for row, key in zip(lists[language], keys, strict=True):
                    row.key = key
        changed = [row for lists in listed.values() for found in lists.values() for row in found]
        item.objects.bulk_update(changed, ["key"], batch_size=500)


def complete_fees(apps, _editor):
    cost, version = apps.get_model("catalog", "Cost"), apps.get_model("catalog", "ServiceVersion")
    known = defaultdict(dict)
    for row in cost.objects.exclude(further_labels={}):
        known[row.service_id][row.label] = row.further_labels
    states = ("draft", "in-review", "rejected", "approved", "published")
    for row in version.objects.filter(service_id__in=list(known), state__in=states):
        for fee in row.content["fees"]:
            fee.setdefault("further_labels", known[row.service_id].get(fee.get("label", ""), {}))
        row.content["schema"] = 2
        row.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_papers_and_second_persons")]
    operations = [
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.RunPython(complete_fees, migrations.RunPython.noop),
    ]
