"""Addresses of the planning pages."""

from django.urls import URLPattern, path

from einamt.channels.backoffice.planning import backlog, calls, changes, offices, roster

app_name = "planning"
urlpatterns: list[URLPattern] = [
    path("", offices.office_list, name="offices"),
    path("anrufe/", calls.call_list, name="calls"),
    path("anrufe/<uuid:entry_id>/", calls.tick_off, name="tick-off"),
    path("rueckstand/", backlog.line, name="backlog"),
    path("fristen/", backlog.deadlines, name="deadlines"),
    path("fristen/<int:service_id>/", backlog.take_deadline_out, name="no-deadline"),
    path("dienstplan/", roster.upload, name="roster"),
    path("aenderung/<uuid:plan_id>/", changes.take_back, name="plan"),
    path("<slug:slug>/", offices.office, name="office"),
    path("<slug:slug>/gruppe/<int:group_id>/", offices.group, name="group"),
    path("<slug:slug>/<slug:kind>/", changes.new_change, name="change"),
]
