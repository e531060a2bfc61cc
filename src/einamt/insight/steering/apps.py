"""The room of steering."""

from django.apps import AppConfig


class SteeringConfig(AppConfig):
    """Declares the cells that indicators are reckoned from."""

    name = "einamt.insight.steering"
    label = "steering"

    def ready(self) -> None:
        """Fill the registries."""
        from einamt.insight.steering.compiler import MONTH, cells_of  # noqa: PLC0415
        from einamt.insight.steering.indicators import INDICATORS  # noqa: PLC0415
        from einamt.platform.facts import condensed  # noqa: PLC0415 - models can be loaded only now

        for finest in cells_of(tuple(INDICATORS.values())):
            for cells in (finest, *finest.coarser()):
                select = cells.select(relation=condensed.SOURCE)
                condensed.register(
                    condensed.Condensed(name=cells.name, schema=cells.source.schema, select=select, day=MONTH)
                )
